/** Tests the escaping of foreign text: which characters are escaped, and that the escapes are valid JSON. */
import t from 'tap'
import { preview } from '../../../lib/errors.ts'
import { escapeText } from '../../../lib/text/escape.ts'

/** Characters that lists of invisible characters often lack. */
const HIDDEN: ReadonlyArray<readonly [what: string, char: string, shown: string]> = [
  ['NUL', '\u0000', '\\u0000'],
  ['a tab', '\t', '\\u0009'],
  ['a line break', '\n', '\\u000a'],
  ['the delete character', '\u007f', '\\u007f'],
  ['a command of terminals in one byte', '\u009b', '\\u009b'],
  ['a soft hyphen', '\u00ad', '\\u00ad'],
  ['a combining grapheme joiner', '\u034f', '\\u034f'],
  ['an Arabic letter mark, which changes the direction', '\u061c', '\\u061c'],
  ['a Hangul filler', '\u115f', '\\u115f'],
  ['another Hangul filler', '\u3164', '\\u3164'],
  ['half of a Hangul filler', '\uffa0', '\\uffa0'],
  ['a Khmer vowel that is not shown', '\u17b4', '\\u17b4'],
  ['a Mongolian variation selector', '\u180b', '\\u180b'],
  ['a Mongolian vowel separator', '\u180e', '\\u180e'],
  ['a space of no width', '\u200b', '\\u200b'],
  ['a line separator', '\u2028', '\\u2028'],
  ['a paragraph separator', '\u2029', '\\u2029'],
  ['an override of the direction', '\u202e', '\\u202e'],
  ['an isolate of the direction', '\u2067', '\\u2067'],
  ['an invisible operator', '\u2062', '\\u2062'],
  ['a variation selector', '\ufe0f', '\\ufe0f'],
  ['a byte order mark', '\ufeff', '\\ufeff'],
  ['one that no version of Unicode assigns', '\ufff0', '\\ufff0'],
  ['an annotation', '\ufff9', '\\ufff9'],
  ['a musical format character', '\u{1d173}', '\\ud834\\udd73'],
  ['a tag, which is a hidden letter', '\u{e0041}', '\\udb40\\udc41'],
  ['one more variation selector', '\u{e0100}', '\\udb40\\udd00'],
  ['one of the last that are ignored', '\u{e0fff}', '\\udb43\\udfff'],
  ['what is no character', '\ufffe', '\\ufffe'],
  ['the first half of a character', '\ud83d', '\\ud83d'],
  ['the second half of a character', '\ude00', '\\ude00']
]

t.test('escapeText escapes invisible characters in the way of JSON', async t => {
  for (const [what, char, shown] of HIDDEN) {
    t.equal(escapeText(`a${char}b${char}`), `a${shown}b${shown}`, what)
    t.equal(JSON.parse(`"${escapeText(char)}"`), char, what)
    // JSON has short escapes for some of them.
    t.equal(JSON.parse(preview(`a${char}b`)), `a${char}b`, `${what}, in a message`)
    t.notOk(preview(`a${char}b`).includes(char), `${what}, in a message`)
  }
})

t.test('escapeText keeps visible characters', async t => {
  for (const text of ['', 'plain text', '"quoted" \\ <b>', 'é ü ß', 'e\u0301', '日本', 'العربية', 'עברית', 'हिन्दी', '😀', '👍🏽', '\u00a0', '€', '�']) t.equal(escapeText(text), text)
})

t.test('escapeText escapes every character of the hidden categories', async t => {
  let escaped = 0
  for (let point = 0; point <= 0x10ffff; point++) {
    const char = String.fromCodePoint(point)
    const shown = escapeText(char)
    const hides = /^[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{DI}\p{VS}\p{NChar}]$/u.test(char)
    if (hides === (shown === char) || (hides && !/^(?:\\u[\da-f]{4}){1,2}$/.test(shown))) t.fail(`U+${point.toString(16)} is shown as ${JSON.stringify(shown)}`)
    if (hides) escaped++
  }
  t.ok(escaped > 4000, `${escaped} are escaped`)
})
