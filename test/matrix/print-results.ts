/** Prints what the package says of random texts, a line for each, so that versions of Node can be compared. */
import fc from 'fast-check'
import { CorsPolicyError } from '../../lib/errors.ts'
import { parseOrigins } from '../../lib/parse-origins.ts'
import { areSettled } from '../../lib/standard/settled-letters.ts'
import { explain, lintPolicy } from '../../lib/tools.ts'
import { validatePolicy } from '../../lib/validate.ts'
import type { CorsPolicyDocument } from '../../types/policy.ts'
import { hosts, nearMisses, texts } from '../unit/properties/origin-texts.ts'
import { SEED } from '../unit/properties/seed.ts'

const TEXTS = 4000

/** Labels of punycode, most of them invalid, and letters of all of Unicode. */
const labels = fc.oneof(
  fc.stringMatching(/^[a-z\d-]{0,12}$/).map(text => `xn--${text}`),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 4 })
)
const unusual = fc.tuple(fc.constantFrom('https://', 'HTTP://', 'https://*.', ''), labels, fc.constantFrom('', '.test', '.xn--p1ai', ':443', '/')).map(parts => parts.join(''))

/** Every result, as plain data. */
function resultOf (ask: () => unknown): unknown {
  try {
    return ask()
  } catch (error) {
    if (error instanceof CorsPolicyError) return error.issues
    throw error
  }
}

for (const text of fc.sample(fc.oneof(texts, nearMisses, unusual, hosts), { seed: SEED, numRuns: TEXTS })) {
  const document = { origins: ['https://example.com', text], credentials: true, privateSuffixes: ['internal.example'] } as CorsPolicyDocument
  console.log(JSON.stringify([
    text,
    areSettled(text),
    resultOf(() => validatePolicy(document)),
    resultOf(() => validatePolicy({ origins: ['https://a.test'], privateSuffixes: [text] })),
    resultOf(() => parseOrigins(text)),
    resultOf(() => lintPolicy(document)),
    explain({ origins: ['https://example.com', 'https://*.test'] }, { origin: text }).nearMisses
  ]))
}
