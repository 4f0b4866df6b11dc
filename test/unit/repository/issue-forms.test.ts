/** The issue forms: what they ask for, and that the command in them runs. */
import { readFileSync, readdirSync } from 'node:fs'
import t from 'tap'
import { run } from '../../../lib/cli.ts'
import { parseYaml } from './workflow-problems.ts'

interface Field {
  readonly type: string
  readonly id?: string
  readonly attributes: { readonly label?: string, readonly description?: string, readonly placeholder?: string }
  readonly validations?: { readonly required: boolean }
}

const folder = new URL('../../../.github/ISSUE_TEMPLATE/', import.meta.url)
const fieldsOf = (file: string) => (parseYaml(readFileSync(new URL(file, folder), 'utf8')) as { body: Field[] }).body
  .filter(({ type }) => type !== 'markdown')

t.test('there are two forms, and blank issues are disabled', async t => {
  t.same(readdirSync(folder).sort(), ['bug.yml', 'config.yml', 'feature.yml'])
  t.match(parseYaml(readFileSync(new URL('config.yml', folder), 'utf8')), { blank_issues_enabled: false })
})

t.test('each field has a unique id, a label and a description', async t => {
  for (const fields of ['bug.yml', 'feature.yml'].map(fieldsOf)) {
    t.equal(new Set(fields.map(({ id }) => id)).size, fields.length)
    for (const { id, attributes: { label = '', description = '' } } of fields) t.match([id, label, description], [/^[a-z]+$/, /^\S.+/, /\.$|`$/m])
  }
})

t.test('a bug report has a policy, a request, both responses, what explain prints, and the versions', async t => {
  const fields = fieldsOf('bug.yml').map(({ id, validations }) => [id, validations?.required === true])
  t.same(fields, [['policy', true], ['request', true], ['expected', true], ['actual', true], ['explain', false], ['versions', true]])
})

t.test('the command of the form explains the policy of the form', async t => {
  const fields = fieldsOf('bug.yml')
  const policy = fields.find(({ id }) => id === 'policy')?.attributes.placeholder ?? ''
  const [, command = ''] = fields.find(({ id }) => id === 'explain')?.attributes.description?.match(/`npx fastify-cors-policy (.*)`/) ?? []
  const cwd = t.testdir({ 'policy.json': policy })
  const printed = { stdout: '', stderr: '' }
  const into = (name: keyof typeof printed) => ({ write: (text: string) => { printed[name] += text } })
  const status = await run(command.split(' '), { stdout: into('stdout'), stderr: into('stderr'), env: {}, cwd: () => cwd })
  t.equal(printed.stderr, '')
  t.equal(status, 1, 'the request of the form is blocked')
  t.match(printed.stdout, /^DELETE .*\n.*https:\/\/app\.example\.com/)
})
