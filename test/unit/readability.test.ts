/** The README, the tutorial, the guides and the explanations are easy to read: Flesch reading ease, and the length of sentences. */
import { flesch } from 'flesch'
import { syllable } from 'syllable'
import t from 'tap'
import { allPages } from '../integration/readme/page-files.ts'

/** The least reading ease of a page. 60 to 70 is plain English: https://en.wikipedia.org/wiki/Flesch–Kincaid_readability_tests */
const LEAST_EASE = 55
const MOST_WORDS = 35

const pages = [...allPages()].filter(([path]) => /^(?:README\.md|docs\/(?:nestjs|index)\.md|docs\/(?:tutorial|guides|explanation)\/.*)$/.test(path))

/** The sentences of a page's prose, each as its words. Code is one word, and tables and code blocks are not prose. */
function sentencesOf (markdown: string): string[][] {
  const prose = markdown
    .replaceAll(/^```[^]*?^```$/gm, '\n').replaceAll(/^(?:\||#|<!--).*$/gm, '\n')
    .replaceAll(/`[^`\n]*`/g, 'code').replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll(/https?:\S+/g, 'code')
  const paragraphs = prose.split(/\n\s*\n|^\s*(?:[-*]|\d+\.) /m).map(paragraph => paragraph.replaceAll(/\s+/g, ' ').trim())
  return paragraphs.flatMap(paragraph => paragraph.split(/(?<=[.!?:])["”)*]* (?=\S)/))
    .map(sentence => sentence.match(/[A-Za-z\d](?:[\w’'@/.-]*\w)?/g) ?? []).filter(words => words.length > 0)
}

/** https://doi.org/10.1037/h0057532 */
function easeOf (sentences: readonly string[][]): number {
  const words = sentences.flat()
  return flesch({ sentence: sentences.length, word: words.length, syllable: words.reduce((sum, word) => sum + syllable(word), 0) })
}

t.test('the measures distinguish plain prose from other prose', async t => {
  t.strictSame(sentencesOf('# Title\n\nA page reads `a.b`. It is [here](x.md).\n\n- One more\n\n| a | b |\n'), [['A', 'page', 'reads', 'code'], ['It', 'is', 'here'], ['One', 'more']])
  t.ok(easeOf(sentencesOf('The cat sat on the mat. It was warm.')) > 100)
  t.ok(easeOf(sentencesOf('Authentication configuration necessitates comprehensive organizational documentation.')) < 0)
})

t.ok(pages.length > 15)

for (const [path, markdown] of pages) {
  t.test(`${path} is easy to read`, async t => {
    const sentences = sentencesOf(markdown)
    const ease = easeOf(sentences)
    t.ok(ease >= LEAST_EASE, `the reading ease is ${ease.toFixed(1)}`)
    t.strictSame(sentences.filter(words => words.length > MOST_WORDS).map(words => words.join(' ')), [])
  })
}
