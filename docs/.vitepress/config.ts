/** The site of the documentation: `npm run docs:site` builds it into `docs/.vitepress/dist`. */
import { readFileSync, readdirSync } from 'node:fs'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig, type DefaultTheme } from 'vitepress'

const docs = new URL('../', import.meta.url)
const { name, version, exports } = JSON.parse(readFileSync(new URL('../package.json', docs), 'utf8')) as {
  readonly name: string
  readonly version: string
  readonly exports: Readonly<Record<string, unknown>>
}

/** Fragments as GitHub makes them, so that one link works in both places. */
export function slugify (heading: string): string {
  return heading.trim().toLowerCase().replaceAll(/[^\w -]/g, '').replaceAll(' ', '-')
}

/** The title of a page. */
function titleOf (page: string): string {
  const [, title = page] = /^# (.+)$/m.exec(readFileSync(new URL(page, docs), 'utf8')) ?? []
  return title.replaceAll('`', '')
}

function item (page: string): DefaultTheme.SidebarItem {
  return { text: titleOf(page), link: `/${page.replace(/\.md$/, '')}` }
}

/** The groups of docs/index.md: each link there is an entry of the sidebar. */
function sidebar (): DefaultTheme.SidebarItem[] {
  const [, ...sections] = readFileSync(new URL('index.md', docs), 'utf8').split(/^## /m)
  return sections.map(section => {
    const pages = [...section.matchAll(/\]\(([^)#]+\.md)\)/g)].map(([, page = '']) => page)
    return { text: section.split('\n')[0]!, items: pages.map(item) }
  })
}

const rules = readdirSync(new URL('rules', docs)).filter(name => name.endsWith('.md')).map(name => `rules/${name}`)

/** The pages that `npm run docs:api` writes, one for each entry point. */
const api = Object.keys(exports).filter(path => !path.endsWith('.json')).map(path => ({ text: posix.join(name, path), link: `/api/${posix.join(name, path)}` }))

export default defineConfig({
  title: 'fastify-cors-policy',
  description: 'CORS for Fastify as a typed policy',
  lang: 'en-US',
  base: process.env['DOCS_BASE'] ?? '/',
  metaChunk: true,
  // Without it, browsers request /favicon.ico.
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  markdown: {
    anchor: { slugify },
    languageAlias: { haproxy: 'txt', redis: 'txt', cjs: 'js' },
    config (md) {
      // Files of the package that are not pages of the site.
      md.core.ruler.push('package-links', ({ tokens, env }) => {
        for (const { children } of tokens) {
          for (const token of children ?? []) {
            const href = token.type === 'link_open' ? String(token.attrGet('href')) : ''
            const path = posix.join(posix.dirname((env as { readonly relativePath?: string }).relativePath ?? ''), href)
            if (path.startsWith('../')) token.attrSet('href', `https://unpkg.com/fastify-cors-policy@${version}/${path.slice(3)}`)
          }
        }
      })
      const fence = md.renderer.rules.fence!
      md.renderer.rules.fence = (tokens, i, options, env, self) => {
        const { info, content } = tokens[i]!
        return info.trim() === 'mermaid' ? `<Diagram source="${encodeURIComponent(content)}" />` : fence(tokens, i, options, env, self)
      }
    }
  },
  vite: {
    resolve: {
      alias: Object.fromEntries(['node:url', 'node:module'].map(name => [name, fileURLToPath(new URL('theme/playground/node.ts', import.meta.url))]))
    }
  },
  themeConfig: {
    search: {
      provider: 'local',
      options: {
        // The index is of texts. Colors would take most of the time, and put pieces of their tags into it.
        _render (page, env, md) {
          const { highlight } = md.options
          md.options.highlight = null
          try {
            return md.render(page, env)
          } finally {
            md.options.highlight = highlight
          }
        }
      }
    },
    outline: [2, 3],
    nav: [
      { text: 'Tutorial', link: '/tutorial/' },
      { text: 'Guides', link: '/guides/tenants' },
      { text: 'Playground', link: '/playground' },
      { text: 'Errors', link: '/errors' },
      { text: 'Rules', link: '/rules' },
      { text: 'API', link: '/api/' }
    ],
    // Each entry costs time on each page, so only the pages of rules list the rules, and those of the API list only each other. The first path that fits is taken.
    sidebar: {
      '/rules': [...sidebar(), { text: 'Rules of lint', items: rules.map(item) }],
      '/api/': [{ text: 'API', link: '/api/', items: api }],
      '/': sidebar()
    },
    footer: { message: `Version ${version}, under the MIT license` }
  }
})
