/** Names that look alike: a small part of https://www.unicode.org/reports/tr39/#Confusable_Detection */

/** Letters of other scripts, each with the Latin one that it looks like in most typefaces. */
const LATIN_LOOKS: ReadonlyMap<string, string> = new Map([
  // Cyrillic, Greek, other Latin
  ...'аa сc ԁd еe һh іi јj ӏl оo рp ԛq ѕs уy хx ԝw'.split(' '),
  ...'αa ιi κk νv οo ρp τt υu'.split(' '),
  ...'ɑa ɡg ıi'.split(' ')
].map(([letter, look]) => [letter!, look!]))

const SCRIPTS = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u]

/** A label as it looks to somebody who reads Latin letters. */
export function lookOf (label: string): string {
  return Array.from(label, letter => LATIN_LOOKS.get(letter) ?? letter).join('')
}

/** Whether a part of a label between hyphens has letters of several scripts, which no word has. */
export function hasSeveralScripts (label: string): boolean {
  return label.split('-').some(part => SCRIPTS.filter(script => script.test(part)).length > 1)
}
