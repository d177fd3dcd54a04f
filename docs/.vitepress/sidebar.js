import { existsSync, readFileSync } from 'node:fs'

import groups from './pages.json' with { type: 'json' }

const docs = new URL('../', import.meta.url)

// The order of reading stands in pages.json, which a Go test compares with the folder; a page's text
// is its own title, so that no title is written twice.
export const sidebar = groups
  .map(({ text, pages }) => ({ text, items: pages.filter((page) => existsSync(new URL(page, docs))).map(entry) }))
  .filter(({ items }) => items.length > 0)

function entry(page) {
  return { text: title(page), link: '/' + page.replace(/README\.md$/, '').replace(/\.md$/, '') }
}

function title(page) {
  const heading = readFileSync(new URL(page, docs), 'utf8').match(/^# (.+)$/m)
  if (!heading) throw new Error(`docs/${page} has no title: begin it with "# ..."`)
  return heading[1]
}
