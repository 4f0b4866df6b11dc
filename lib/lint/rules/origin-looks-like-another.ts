import { domainToUnicode } from 'node:url'
import { areSettled } from '../../standard/settled-letters.ts'
import { isHttp } from '../hosts.ts'
import { hasSeveralScripts, lookOf } from '../look-alikes.ts'
import type { PolicyRule } from '../rule.ts'

/** A name that the eye takes for another. */
export const originLooksLikeAnother: PolicyRule = {
  id: 'origin-looks-like-another',
  severity: 'info',
  about: 'policy',
  summary: 'a host shows as a name that looks like another',
  why: 'Letters of other scripts look like Latin ones, and names that differ only so are registered to deceive: whoever ' +
    'reviews the decoded name takes it for the one that they know.',
  recommendation: 'Make sure that the name is yours, and that the encoded one is the one that was meant.',
  exceptions: 'The name is yours, as registered against just such deception.',
  source: 'https://www.unicode.org/reports/tr39/#Confusable_Detection',
  reads: ['origins'],
  check ({ patterns }, report) {
    const labels = new Set(patterns.flatMap(({ host }) => host.split('.')))
    for (const pattern of patterns.filter(isHttp)) {
      for (const label of pattern.host.split('.').filter(isEncoded)) {
        const shown = domainToUnicode(label)
        // Versions of Node disagree about other letters, and about what is no punycode.
        if (!/[^\0-\x7f]/.test(shown) || !areSettled(shown)) continue
        const look = lookOf(shown)
        const isTwin = labels.has(look)
        if (!isTwin && !hasSeveralScripts(shown)) continue
        const words = isTwin ? `which looks like ${JSON.stringify(look)}` : 'in letters of several scripts'
        report(pattern.path, `shows as ${JSON.stringify(shown)}, ${words}. Make sure that it is yours.`)
        break
      }
    }
  },
  bad: [
    // "apple" in Cyrillic letters, and "google" with a "g" of the phonetic alphabet
    { origins: ['https://www.apple.com', 'https://xn--80ak6aa92e.example.com'] },
    { origins: ['https://*.xn--oogle-qmc.com', 'https://google.com'], credentials: true },
    // "paypal" with two Cyrillic letters, and "oslo" with a Greek one
    { origins: ['https://xn--pypl-53dc.example.com'] }, { origins: ['https://xn--slo-8yc.example'] },
    // two such labels are one finding
    { origins: ['https://xn--e1am3agx.xn--slo-8yc.xn--pypl-53dc.example'] }
  ],
  good: [
    { origins: ['https://xn--80ak6aa92e.com', 'https://xn--oogle-qmc.com', 'https://xn--mller-kva.example', 'https://muller.example'] },
    // Two words, each of one script.
    { origins: ['https://xn--iphone--ehg8cyfua5c.example', 'https://xn--mxacde.example'] },
    // No punycode, so that it shows as it is.
    { origins: ['https://xn--.example', 'https://*.xn--a-.example'], credentials: true },
    { origins: ['https://apple.com', 'app://xn--80ak6aa92e', 'app://xn--pypl-53dc', 'app://xn--slo-8yc'] }
  ]
}

function isEncoded (label: string): boolean {
  return label.startsWith('xn--')
}
