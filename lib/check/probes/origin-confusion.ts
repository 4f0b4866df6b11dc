import { saysOrigin } from '../../browser/said.ts'
import type { Severity } from '../../../types/report.ts'
import { accessOf, accessWords, NO_ACCESS, wantedAccess, WITH_CREDENTIALS, type Access } from '../access.ts'
import { probe } from '../probe.ts'
import type { Target } from '../target.ts'
import { corsLines } from '../verdict.ts'

type Id = 'look-alike-origin-is-let-in' | 'any-port-is-let-in' | 'respelled-origin-is-let-in'

/** A spelling that a careless comparison takes for an allowed origin. */
interface Disguise {
  readonly origin: string
  readonly words: string
  /** Those of one group are taken for one reason, and the first of them is told. */
  readonly group: string
}

/** Whether the comparison of origins can be fooled. */
export const originConfusion = probe<Id>({
  id: 'origin-confusion',
  title: 'origins that look like allowed ones may not read the answer',
  area: 'access',
  kinds: {
    'look-alike-origin-is-let-in': {
      why: 'The server compares a part of the origin, or by a pattern that means more than was meant. Whoever registers such a name, or holds one already, reads what was for the real one.',
      remedy: 'Compare the origin as a whole and byte for byte. In a regular expression begin with ^, end with $, and write dots as \\.',
      source: 'https://fetch.spec.whatwg.org/#concept-cors-check'
    },
    'any-port-is-let-in': {
      why: 'Whatever else runs on that host, at any port, reads what the allowed pages may; development servers and consoles are among it.',
      remedy: 'Compare the origin as a whole, with its port.',
      source: 'https://html.spec.whatwg.org/multipage/browsers.html#concept-origin-tuple'
    },
    'respelled-origin-is-let-in': {
      why: 'Hardly any page has an origin in this spelling, so that little is gained; a comparison that takes it is a loose one, and a cache may keep the answer for the wrong key.',
      remedy: 'Compare the origin as it is sent: lower case, without the default port, without a slash.',
      source: 'https://fetch.spec.whatwg.org/#origin-header'
    }
  },
  skip: target => modelOf(target) === undefined ? 'no origin of a domain is said to be allowed' : null,
  plan: target => Object.fromEntries([target.strangers[0], siblingOf(target), ...[...lookAlikes(target), ...respellings(target)].map(({ origin }) => origin)]
    .map(origin => [origin, { method: 'GET', headers: [['Origin', origin]] }])),
  judge (target, seen, report) {
    const accessTo = (origin: string): Access => accessOf(origin, target, seen.answer(origin))
    const tell = (id: Id, severity: Severity, { origin }: Disguise, message: string): void => {
      report(id, { severity, subject: origin, message, expected: ['no access-control-allow-origin'], seen: corsLines(seen.answer(origin)!), shownBy: [origin] })
    }
    // Where anybody is let in, these are nothing of their own.
    const known = accessTo(target.strangers[0])
    // Nor are they where every name beside the allowed one is let in: that is found by itself.
    const sibling = accessTo(siblingOf(target))
    const told = new Set<string>()
    for (const disguise of lookAlikes(target)) {
      const { origin, words, group } = disguise
      const access = accessTo(origin)
      if (told.has(group) || access <= Math.max(known, wantedAccess(target, origin), isBeside(origin, target) ? sibling : NO_ACCESS)) continue
      told.add(group)
      const isPort = group === 'port'
      const severities = isPort ? ['warning', 'info'] as const : ['error', 'warning'] as const
      tell(isPort ? 'any-port-is-let-in' : 'look-alike-origin-is-let-in', severities[access === WITH_CREDENTIALS ? 0 : 1], disguise,
        `A page of ${origin} may read the answer, ${accessWords(access)}: ${words}.`)
    }
    if (known !== NO_ACCESS) return
    for (const disguise of respellings(target)) {
      const { origin, words, group } = disguise
      const answer = seen.answer(origin)
      if (told.has(group) || answer === undefined || !saysOrigin(answer.headers, origin) || wantedAccess(target, origin) !== NO_ACCESS) continue
      told.add(group)
      tell('respelled-origin-is-let-in', 'info', disguise, `The origin ${JSON.stringify(origin.slice(0, 80))} is let in: ${words}.`)
    }
  }
})

/** Characters that browsers let stand in a host, some of them in Safari alone. */
const HOST_CHARACTERS = [...'!"$&\'()+,;=~`{}']

/** The first of the allowed origins whose host is a domain. */
function modelOf ({ allowed, written }: Target): URL | undefined {
  // Nothing looks like an origin that is let in where all are.
  if (written !== undefined && written !== false && written.origins === '*') return undefined
  return allowed.map(origin => new URL(origin)).find(({ protocol, hostname }) => /^https?:$/.test(protocol) && /\.[a-z][^.]*$/.test(hostname))
}

/** Beside the allowed one, where there are domains that somebody registers; or else the stranger. */
function siblingOf (target: Target): string {
  const { protocol, hostname, port } = modelOf(target)!
  const parent = hostname.slice(hostname.indexOf('.') + 1)
  return parent.includes('.') ? `${protocol}//${target.madeUp('sibling')}.${parent}${port === '' ? '' : `:${port}`}` : target.strangers[0]
}

function isBeside (origin: string, target: Target): boolean {
  const { hostname } = modelOf(target)!
  return siblingOf(target) !== target.strangers[0] && origin.replace(/:\d+$/, '').endsWith(hostname.slice(hostname.indexOf('.')))
}

function lookAlikes (target: Target): Disguise[] {
  const { protocol, hostname, port } = modelOf(target)!
  const evil = `${target.madeUp('look-alike')}.example`
  const at = (host: string, with_ = port): string => `${protocol}//${host}${with_ === '' ? '' : `:${with_}`}`
  const labels = hostname.split('.')
  const dots = [...hostname.matchAll(/\./g)].map(({ index }) => index)
  return [
    { group: 'begin', origin: at(`${hostname}.${evil}`), words: 'it begins like an allowed one' },
    { group: 'begin', origin: `${protocol}//${hostname}${evil}`, words: 'it begins like an allowed one' },
    { group: 'begin', origin: at(`${hostname}_.${evil}`), words: 'an underscore ends the comparison' },
    { group: 'begin', origin: at(`${hostname}%60.${evil}`), words: 'an escape ends the comparison' },
    ...HOST_CHARACTERS.map(char => ({ group: 'begin', origin: at(`${hostname}${char}.${evil}`), words: `the character ${char} ends the comparison` })),
    { group: 'end', origin: at(`evil${hostname}`), words: 'it ends like an allowed one' },
    { group: 'end', origin: at(`evil-${hostname}`), words: 'it ends like an allowed one' },
    { group: 'middle', origin: at(`evil-${hostname}.${evil}`), words: 'an allowed one is somewhere in it' },
    ...dots.map(index => ({ group: 'dot', origin: at(`${hostname.slice(0, index)}x${hostname.slice(index + 1)}`), words: 'a dot stands for any character' })),
    ...labels[0]!.length < 2 ? [] : [{ group: 'part', origin: at(hostname.slice(1)), words: 'the first letter is missing' }],
    ...labels.length < 3 ? [] : [{ group: 'part', origin: at(labels.slice(0, -1).join('.')), words: 'the last label is missing' }],
    { group: 'port', origin: at(hostname, port === '' ? '1' : ''), words: 'the port is another' }
  ]
}

function respellings (target: Target): Disguise[] {
  const { origin, protocol, hostname, port } = modelOf(target)!
  const evil = target.strangers[0]
  return [
    { group: 'case', origin: origin.toUpperCase(), words: 'it is in upper case' },
    ...port === '' ? [{ group: 'begin', origin: `${origin}:${protocol === 'https:' ? 443 : 80}`, words: 'it has the default port' }] : [],
    { group: 'begin', origin: `${protocol}//${hostname}.${port === '' ? '' : `:${port}`}`, words: 'a dot ends its host' },
    { group: 'begin', origin: `${origin}/`, words: 'it ends with a slash' },
    { group: 'begin', origin: `${origin} ${evil}`, words: 'it is two' },
    { group: 'begin', origin: `${origin}, ${evil}`, words: 'it is a list' },
    { group: 'begin', origin: `${protocol}//${hostname}\t.${new URL(evil).hostname}`, words: 'it has a tab in it' },
    { group: 'begin', origin: `${protocol}//${hostname}@${new URL(evil).hostname}`, words: 'it has a user name' },
    { group: 'word', origin: 'undefined', words: 'it is the word undefined' },
    { group: 'word', origin: '*', words: 'it is a star' },
    { group: 'begin', origin: `${origin}${'a'.repeat(5000)}`, words: 'it goes on for 5,000 characters' }
  ]
}
