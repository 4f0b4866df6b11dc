import { domainToUnicode } from 'node:url'
import { areSettled } from '../../standard/settled-letters.ts'
import { isHttpScheme } from '../hosts.ts'
import { hasSeveralScripts, lookOf } from '../look-alikes.ts'
import type { PolicyRule } from '../rule.ts'

export const originLooksLikeAnother: PolicyRule = {
  id: 'origin-looks-like-another',
  severity: 'info',
  about: 'policy',
  summary: 'a host name looks like a different name',
  why: 'Some letters of other scripts look like Latin letters. Attackers register names that differ only in such letters, and reviewers ' +
    'mistake them for the names that they know.',
  recommendation: 'Check that you own the name and that the encoded form is the intended one.',
  exceptions: 'You own the name, for example because you registered it to prevent such an attack.',
  source: 'https://www.unicode.org/reports/tr39/#Confusable_Detection',
  reads: ['origins'],
  check ({ patterns }, report) {
    const labels = new Set(patterns.flatMap(({ host }) => host.split('.')))
    for (const pattern of patterns.filter(isHttpScheme)) {
      for (const label of pattern.host.split('.').filter(isEncoded)) {
        const shown = domainToUnicode(label)
        // Versions of Node disagree about other letters and about invalid Punycode.
        if (!/[^\0-\x7f]/.test(shown) || !areSettled(shown)) continue
        const look = lookOf(shown)
        const isTwin = labels.has(look)
        if (!isTwin && !hasSeveralScripts(shown)) continue
        const reason = isTwin ? `looks like ${JSON.stringify(look)}` : 'mixes letters of several scripts'
        report(pattern.path, `The host name is displayed as ${JSON.stringify(shown)}, which ${reason}. Check that you own it.`)
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
    // several such labels of one host give one finding
    { origins: ['https://xn--e1am3agx.xn--slo-8yc.xn--pypl-53dc.example'] }
  ],
  good: [
    { origins: ['https://xn--80ak6aa92e.com', 'https://xn--oogle-qmc.com', 'https://xn--mller-kva.example', 'https://muller.example'] },
    // Two words, each in one script.
    { origins: ['https://xn--iphone--ehg8cyfua5c.example', 'https://xn--mxacde.example'] },
    // Invalid Punycode is displayed as it is.
    { origins: ['https://xn--.example', 'https://*.xn--a-.example'], credentials: true },
    { origins: ['https://apple.com', 'app://xn--80ak6aa92e', 'app://xn--pypl-53dc', 'app://xn--slo-8yc'] }
  ]
}

function isEncoded (label: string): boolean {
  return label.startsWith('xn--')
}
