/** The address of the repository on GitHub is in package.json, and other files follow it. */
import { readFileSync, readdirSync, statSync } from 'node:fs'
import t from 'tap'
import { parseYaml } from './workflow-problems.ts'

const root = new URL('../../..', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')
const manifest = JSON.parse(read('package.json')) as {
  readonly homepage: string
  readonly bugs: string
  readonly repository: { readonly type: string, readonly url: string }
}

/** With any owner. Until there is one, the placeholder is `OWNER`. */
const ADDRESS = /https:\/\/github\.com\/[\w.-]+\/fastify-cors-policy\b/g

/** GitHub accepts no relative address in config.yml. */
const PLACES = ['.github/ISSUE_TEMPLATE/config.yml', 'package.json']

/** Files of the repository, without what is installed or built. */
function files (folder = ''): string[] {
  return readdirSync(new URL(folder, root)).filter(name => !/^(\.git|\.tap|_|node_modules|dist|api|.*\.tgz)$/.test(name))
    .map(name => folder + name)
    .flatMap(path => statSync(new URL(path, root)).isDirectory() ? files(`${path}/`) : path)
}

t.test('package.json and the issue forms name the same repository', async t => {
  const [address] = manifest.repository.url.match(ADDRESS) ?? []
  t.same(manifest.repository, { type: 'git', url: `git+${address}.git` })
  t.equal(manifest.homepage, `${address}#readme`)
  t.equal(manifest.bugs, `${address}/issues`)
  const { contact_links: [link] } = parseYaml(read('.github/ISSUE_TEMPLATE/config.yml')) as { contact_links: Array<{ url: string }> }
  t.equal(link?.url, `${address}/security/policy`)
})

t.test('only package.json and the issue forms have the address, which may be a placeholder', async t => {
  const found = files()
  for (const path of ['.github/workflows/ci.yml', '.husky/pre-commit', 'README.md', 'lib/index.ts']) t.ok(found.includes(path), path)
  t.same(found.filter(path => read(path).search(ADDRESS) >= 0).sort(), PLACES)
})
