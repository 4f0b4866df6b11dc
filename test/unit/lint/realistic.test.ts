/** Tests the exact findings of realistic policies. Each rule is needed by at least one policy. */
import t from 'tap'
import { lintDocument, lintPolicy } from '../../../lib/lint.ts'
import type { Rule } from '../../../lib/lint/rule.ts'
import { RULES } from '../../../lib/lint/rules/index.ts'
import type { CorsLintFinding } from '../../../types/report.ts'
import { pageFor } from './pages.ts'
import { REALISTIC, type RealisticCase } from './realistic.ts'

function told (findings: readonly CorsLintFinding[]): string[] {
  return findings.map(({ id, path }) => `${id} at ${path}`).sort()
}

/** Compares the findings of a case with the expected findings. */
function isRed ({ document, production, expected }: RealisticCase, rules: readonly Rule[]): boolean {
  return told(lintDocument(document, { production }, rules)).join('\n') !== Object.keys(expected).sort().join('\n')
}

t.test('each realistic policy has exactly the expected findings', async (t) => {
  t.ok(REALISTIC.length >= 40, `${REALISTIC.length} policies`)
  t.equal(new Set(REALISTIC.map(({ name }) => name)).size, REALISTIC.length, 'each with a name of its own')
  for (const { name, document, production, expected } of REALISTIC) {
    t.same(told(lintPolicy(document, { production })), Object.keys(expected).sort(), name)
  }
})

t.test('good policies have no findings, and a third of the realistic policies are good', async (t) => {
  const quiet = REALISTIC.filter(({ expected }) => Object.keys(expected).length === 0)
  t.ok(quiet.length * 3 >= REALISTIC.length, `${quiet.length} of ${REALISTIC.length}`)
})

/** Whether a rule works without an application. The others have examples with code, which another test runs. */
function readsDocuments ({ id }: Rule): boolean {
  return pageFor(id).incorrect.some(({ language }) => language === 'json')
}

t.test('each rule is needed by a realistic policy', async (t) => {
  for (const rule of RULES.filter(readsDocuments)) {
    const rest = RULES.filter(other => other !== rule)
    const red = REALISTIC.filter(one => isRed(one, rest)).map(({ name }) => name)
    t.ok(red.length > 0, `${rule.id}: ${red.join(', ')}`)
  }
})

t.test('rules that need an application have examples with code', async (t) => {
  for (const { id } of RULES.filter(rule => !readsDocuments(rule))) t.ok(pageFor(id).incorrect.length > 0, id)
})
