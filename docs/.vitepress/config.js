import { defineConfig } from 'vitepress'

import { repository, siteLinks, slugify } from './links.js'
import { sidebar } from './sidebar.js'

// Nothing is loaded from anywhere else: no fonts, no scripts, no analytics.
export default defineConfig({
  title: 'dynactor',
  description: 'High throughput from DynamoDB in Go, one item and one call at a time',
  lang: 'en',
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: '/icon.svg' }]],

  // GitHub shows a folder's README.md, a web server its index.html: they are one page.
  rewrites: {
    'README.md': 'index.md',
    'adr/README.md': 'adr/index.md',
    'jobs/README.md': 'jobs/index.md',
  },

  markdown: {
    anchor: { slugify },
    config: siteLinks,
    // Those of the default have comments that are too faint to read, the more so in the dark.
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  },

  themeConfig: {
    nav: [
      { text: 'Guide', link: '/getting-started', activeMatch: '^/(?!adr/|$)' },
      { text: 'Decisions', link: '/adr/', activeMatch: '^/adr/' },
    ],
    sidebar,
    outline: { level: [2, 3] },
    search: { provider: 'local' },
    socialLinks: [{ icon: 'github', link: repository }],
    editLink: { pattern: `${repository}/edit/main/docs/:path`, text: 'Edit this page on GitHub' },
  },
})
