import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

import { chromium } from 'playwright-core'

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'

// No sandbox, since CI is root in a container; and nothing that would ask the network by itself.
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

// launch starts Debian's Chromium without a head, with an empty profile.
export async function launch() {
  const profile = await mkdtemp(path.join(tmpdir(), 'dynactor-docs-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    args,
    headless: true,
    viewport: desktop,
  })
  context.setDefaultTimeout(15_000) // for what doesn't come; what comes takes well under a second
  return {
    context,
    close: async () => {
      await context.close()
      await rm(profile, { recursive: true, force: true })
    },
  }
}

export const desktop = { width: 1280, height: 800 }
export const phone = { width: 375, height: 667 }

// watch collects what goes wrong on a page: scripts that fail, what they log as errors, answers that
// aren't found, and requests to anywhere but the site. Requests that the browser gives up when it
// leaves a page are none of it.
export function watch(page, site) {
  const troubles = []
  const trouble = (what) => troubles.push(`${page.url().replace(site, '')}: ${what}`)
  page.on('pageerror', (error) => trouble(error))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') trouble(`console: ${message.text()}`)
  })
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(site + '/')) {
      trouble(`asks another host: ${request.url()}`)
    }
  })
  page.on('requestfailed', (request) => {
    const reason = request.failure().errorText
    if (reason !== 'net::ERR_ABORTED') trouble(`${request.url()}: ${reason}`)
  })
  page.on('response', (response) => {
    if (response.status() >= 400) trouble(`${response.url()}: ${response.status()}`)
  })
  return troubles
}
