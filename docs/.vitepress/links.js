import { existsSync, statSync } from 'node:fs'
import path from 'node:path'

const docs = path.resolve(import.meta.dirname, '..')
const root = path.dirname(docs)

export const repository = 'https://github.com/dynactor/dynactor'

// Links are written for readers on GitHub, where all files are. On the site a README.md is its
// folder's index, and what isn't in docs is on GitHub only.
export function siteLinks(md) {
  md.core.ruler.push('site-links', ({ tokens, env }) => {
    for (const { children } of tokens) {
      for (const token of children ?? []) {
        const href = token.attrGet('href')
        if (token.type === 'link_open' && href) token.attrSet('href', siteLink(href, env.realPath ?? env.path))
      }
    }
  })
}

function siteLink(href, from) {
  if (/^([a-z][a-z\d+.-]*:|#|\/)/i.test(href)) return href
  const [, file, anchor] = href.match(/^([^#]*)(#.*)?$/)
  const target = path.resolve(path.dirname(from), file)
  if (target === docs || target.startsWith(docs + path.sep)) {
    return file.replace(/(^|\/)README\.md$/, '$1index.md') + (anchor ?? '')
  }
  if (!existsSync(target)) throw new Error(`${path.relative(root, from)}: ${href} leads nowhere`)
  const kind = statSync(target).isDirectory() ? 'tree' : 'blob'
  return `${repository}/${kind}/main/${path.relative(root, target)}${anchor ?? ''}`
}

// slugify names headings as GitHub does, so that a link to one works in both places.
export function slugify(heading) {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')
}
