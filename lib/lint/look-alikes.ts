/** Detects confusable names: a small part of https://www.unicode.org/reports/tr39/#Confusable_Detection */

/** Letter of another script → the Latin letter that looks the same in most typefaces. */
const LATIN_LOOKS: ReadonlyMap<string, string> = new Map([
  // Cyrillic, Greek, other Latin
  ...'аa сc ԁd еe һh іi јj ӏl оo рp ԛq ѕs уy хx ԝw'.split(' '),
  ...'αa ιi κk νv οo ρp τt υu'.split(' '),
  ...'ɑa ɡg ıi'.split(' ')
].map(([letter, look]) => [letter!, look!]))

const SCRIPTS = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u]

/** Replaces letters that look like Latin letters with those. */
export function lookOf (label: string): string {
  return Array.from(label, letter => LATIN_LOOKS.get(letter) ?? letter).join('')
}

/** Whether a part of a label between hyphens mixes scripts, which real words do not. */
export function hasSeveralScripts (label: string): boolean {
  return label.split('-').some(part => SCRIPTS.filter(script => script.test(part)).length > 1)
}
