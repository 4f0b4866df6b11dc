/** The sentences about failures: their form, since their words are in one place only. */
import t from 'tap'
import { failureMessage } from '../../../lib/browser/failure-messages.ts'
import { FAILURE_CODES, checkOf } from '../../../lib/browser/failures.ts'

const SUBJECTS = ['request', 'preflight', 'response', 'redirect'] as const

t.test('each failure has a sentence of its own, which names what fails', async t => {
  for (const subject of SUBJECTS) {
    const messages = new Set<string>()
    for (const code of FAILURE_CODES) {
      const message = failureMessage(subject, { code, parameter: 'the-parameter' })
      messages.add(message)
      const start = checkOf(code) === 'cors-check' ? `The CORS check of the ${subject} fails: ` : `The ${subject} fails: `
      t.ok(message.startsWith(start), message)
      t.match(message.slice(start.length), /^\S+ .+[^.]\.$/, code)
    }
    t.equal(messages.size, FAILURE_CODES.length)
  }
})

t.test('a parameter is in the sentence as it is', async t => {
  t.equal(failureMessage('preflight', { code: 'method-not-allowed', parameter: '$&$1' }), 'The preflight fails: the method `$&$1` is not in `Access-Control-Allow-Methods`.')
})
