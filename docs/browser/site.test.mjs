// What a reader does on the site, in a browser: npm run build && npm test
import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { after, before, test } from 'node:test'

import { desktop, launch, phone, watch } from './browser.mjs'
import { anchor, faint, overflowing, smallCode, tabs } from './inspect.mjs'
import { serve } from './server.mjs'

const dist = process.env.DOCS_DIST ?? path.resolve(import.meta.dirname, '../.vitepress/dist')

let server, browser, page, troubles
const visited = new Map() // by path: the links, anchors and numbers of tabs of each page

before(async () => {
  server = await serve(dist)
  browser = await launch()
  page = await browser.context.newPage()
  troubles = watch(page, server.url)
})

after(async () => {
  await browser?.close()
  await server?.close()
})

// Each test says itself how it wants to look at the site.
async function open(pathname, viewport, colorScheme = 'light') {
  await page.setViewportSize(viewport)
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
  const response = await page.goto(server.url + pathname)
  // The page's scripts have run when its app is mounted; before that, clicks go nowhere.
  await page.waitForFunction(() => document.querySelector('#app')?.__vue_app__)
  return response.status()
}

const withTabs = () => [...visited].filter(([, { groups }]) => groups > 0).map(([pathname]) => pathname)
const withCode = () => [...visited].filter(([, { blocks }]) => blocks > 0).map(([pathname]) => pathname)

test('no link is broken, and every page can be found by following links', async () => {
  const waiting = ['/']
  const broken = []
  while (waiting.length > 0) {
    const pathname = waiting.shift()
    if (visited.has(pathname)) continue
    const status = await open(pathname, desktop)
    if (status !== 200) {
      visited.set(pathname, { status, links: [], anchors: new Set(), groups: 0, blocks: 0 })
      continue
    }
    const found = await page.evaluate(() => ({
      links: [...document.querySelectorAll('a[href]')].map((a) => a.href),
      anchors: [...document.querySelectorAll('[id]')].map((element) => element.id),
      groups: document.querySelectorAll('.vp-code-group').length,
      blocks: document.querySelectorAll('.vp-doc pre').length,
    }))
    const links = found.links.filter((link) => link.startsWith(server.url)).map((link) => new URL(link))
    visited.set(pathname, { ...found, status, links, anchors: new Set(found.anchors) })
    waiting.push(...links.map((link) => link.pathname))
  }
  for (const [from, { links }] of visited) {
    for (const to of links) {
      const target = visited.get(to.pathname)
      const lost = to.hash && !target.anchors.has(anchor(to))
      if (target.status !== 200 || lost) broken.push(`${from}: ${to.pathname}${to.hash}`)
    }
  }
  assert.deepEqual(broken, [])

  const built = (await readdir(dist, { recursive: true })).filter((file) => file.endsWith('.html') && file !== '404.html')
  const reached = new Set([...visited.keys()].map((pathname) => pathname.slice(1).replace(/(^|\/)$/, '$1index.html')))
  assert.deepEqual(built.filter((file) => !reached.has(file)), [], 'pages that no link leads to')
  assert.ok(built.length > 10)
})

test('async is shown first, and a click on Sync shows the sync code instead', async () => {
  for (const pathname of withTabs()) {
    await open(pathname, desktop)
    for (const group of await page.locator('.vp-code-group').all()) {
      const labels = await group.locator('.tabs label').allTextContents()
      assert.deepEqual(labels.slice(0, 2), ['Async', 'Sync'], pathname)
      const blocks = group.locator('.blocks > div')
      assert.equal(await blocks.count(), labels.length, `${pathname}: as many blocks as tabs`)

      for (const selected of ['Async', 'Sync', 'Async']) {
        if (selected === 'Sync' || (await tabs(group)).selected !== 'Async') {
          await group.locator('.tabs label', { hasText: new RegExp(`^${selected}$`) }).click()
        }
        const shown = await tabs(group)
        assert.equal(shown.selected, selected, pathname)
        assert.deepEqual(shown.visible, [labels.indexOf(selected)], `${pathname}: only the block of ${selected} is visible`)
        assert.ok(shown.text.length > 0)
      }
      const [async, sync] = await blocks.locator('code').allTextContents()
      assert.notEqual(async, sync, `${pathname}: both tabs show the same code`)
    }
  }
  assert.ok(withTabs().length >= 5, 'pages with tabs')
})

for (const [device, viewport] of Object.entries({ desktop, phone })) {
  test(`search finds pages, on a ${device}`, async () => {
    await open('/', viewport)
    await page.locator('.VPNavBarSearch button').first().click()
    const input = page.locator('.VPLocalSearchBox input')
    await input.fill('zzyzx')
    await page.locator('.VPLocalSearchBox .no-results').waitFor()
    await input.fill('coalescing')
    const first = page.locator('.VPLocalSearchBox .result').first()
    await first.waitFor()
    assert.match(await first.innerText(), /coalescing/i)
    await first.click()
    await page.waitForURL(/\/coalescing\.html/)
    await page.locator('h1', { hasText: 'Coalescing' }).waitFor()
    await page.locator('.VPLocalSearchBox').waitFor({ state: 'detached' })
  })
}

test('code is readable at the width of a phone', async () => {
  let scrolled = 0
  for (const pathname of visited.keys()) {
    await open(pathname, phone)
    assert.deepEqual(await page.evaluate(overflowing), [], `${pathname} is wider than the phone`)
    for (const label of await page.locator('.vp-code-group .tabs label').all()) {
      await label.scrollIntoViewIfNeeded()
      const { width, height } = await label.boundingBox()
      assert.ok(width >= 32 && height >= 32, `${pathname}: a tab of ${width} x ${height} px is too small for a finger`)
      await label.click({ trial: true }) // nothing lies over it
    }
    const { small, stuck, long } = await page.evaluate(smallCode)
    assert.deepEqual(small, [], `${pathname}: code in letters of less than 12 px`)
    assert.deepEqual(stuck, [], `${pathname}: long lines that can't be scrolled to`)
    scrolled += long
  }
  assert.ok(scrolled > 0, 'blocks with long lines')
})

for (const scheme of ['light', 'dark']) {
  test(`code and tabs have enough contrast in the ${scheme} colours`, async () => {
    for (const pathname of withCode()) {
      await open(pathname, desktop, scheme)
      assert.equal(await page.evaluate(() => document.documentElement.classList.contains('dark')), scheme === 'dark')
      const { checked, low } = await page.evaluate(faint)
      assert.ok(checked > 0)
      assert.deepEqual(low, [], `${pathname}: a contrast of less than 4.5`)
    }
  })
}

// The last, since it judges what all those above have done.
test('nothing failed meanwhile, and nothing was asked of another host', () => {
  assert.deepEqual(troubles, [])
})
