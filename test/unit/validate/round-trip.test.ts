/** Tests that random valid documents equal their JSON round trip. */
import fc from 'fast-check'
import t from 'tap'
import { CorsPolicyError } from '../../../lib/errors.ts'
import { validatePolicy } from '../../../lib/validate.ts'
import { rounds } from '../properties/seed.ts'
import { documents } from './random-documents.ts'

t.test('a valid document equals its JSON round trip', async t => {
  let accepted = 0
  const property = fc.property(documents, document => {
    let valid
    try {
      valid = validatePolicy(document)
    } catch (error) {
      if (!(error instanceof CorsPolicyError)) throw error
      return error.issues.length > 0 && error.issues.every(({ message }) => message !== '')
    }
    accepted++
    const text = JSON.stringify(document)
    return JSON.stringify(valid) === text && JSON.stringify(validatePolicy(JSON.parse(text))) === text
  })
  t.doesNotThrow(() => fc.assert(property, { seed: 12, numRuns: rounds(4000) }))
  t.ok(accepted > rounds(50), `${accepted} were accepted`)
})
