/** Tests that random valid documents equal their JSON round trip. */
import fc from 'fast-check'
import t from 'tap'
import { validatePolicy } from '../../../lib/validate.ts'
import { rounds } from '../properties/seed.ts'
import { issuesOf } from './issues.ts'
import { documents } from './random-documents.ts'

t.test('a valid document equals its JSON round trip', async t => {
  let accepted = 0
  const property = fc.property(documents, document => {
    let valid
    const issues = issuesOf(() => { valid = validatePolicy(document) })
    if (issues !== undefined) return issues.length > 0 && issues.every(({ message }) => message !== '')
    accepted++
    const text = JSON.stringify(document)
    return JSON.stringify(valid) === text && JSON.stringify(validatePolicy(JSON.parse(text))) === text
  })
  t.doesNotThrow(() => fc.assert(property, { seed: 12, numRuns: rounds(4000) }))
  t.ok(accepted > rounds(50), `${accepted} were accepted`)
})
