/** Messages of stores about changes. What is not understood says that anything can have changed. */
import t from 'tap'
import { parseChange } from '../../../lib/sources/change-message.ts'

const A = 'https://a.example'

t.test('a message names an origin and two versions, or only an origin, or anything', async t => {
  const messages: ReadonlyArray<readonly [message: string, change: ReturnType<typeof parseChange>]> = [
    [`${A} 7 8`, [A, { before: '7', after: '8' }]],
    [A, [A]],
    ['', []],
    [`${A} 7`, []],
    [`${A} 7 8 9`, []],
    [`${A}/ 7 8`, []],
    [`${A.toUpperCase()} 7 8`, []],
    ['https://*.a.example 7 8', []],
    ['null 7 8', []]
  ]
  for (const [message, change] of messages) t.strictSame(parseChange(message), change, message)
})
