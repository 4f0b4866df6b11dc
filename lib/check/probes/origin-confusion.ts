import { probe } from '../probe.ts'
import { isWanted, type Target } from '../target.ts'
import { corsLines, mayRead } from '../verdict.ts'

/** One spelling that a careless comparison takes for an allowed origin. */
interface Disguise {
  readonly origin: string
  readonly words: string
}

/** Whether the comparison of origins can be fooled. */
export const originConfusion = probe({
  id: 'origin-confusion',
  title: 'origins that look like allowed ones may not read the answer',
  area: 'access',
  kinds: {
    'look-alike-origin-is-let-in': {
      why: 'The server compares a part of the origin, or by a pattern that means more than was meant. Whoever registers such a name, or holds one already, reads what was for the real one.',
      remedy: 'Compare the origin as a whole and byte for byte. In a regular expression begin with ^, end with $, and write dots as \\.',
      source: 'https://fetch.spec.whatwg.org/#concept-cors-check'
    },
    'respelled-origin-is-let-in': {
      why: 'No browser sends an origin in this spelling, so that nothing is gained; a comparison that takes it is a loose one, and a cache may keep the answer for the wrong key.',
      remedy: 'Compare the origin as it is sent: lower case, without the default port, without a slash.',
      source: 'https://fetch.spec.whatwg.org/#origin-header'
    }
  },
  skip: ({ allowed, policy }) => allowed.length === 0 && policy === undefined ? 'no origin is said to be allowed' : null,
  plan: target => Object.fromEntries([...lookAlikes(target), ...respellings(target)].map(({ origin }) => [origin, { method: 'GET', headers: [['Origin', origin]] }])),
  judge (target, seen, report) {
    const { url: { href } } = target
    // Where anybody is let in, these are nothing of their own.
    if (seen.has('any-origin-is-let-in') || seen.has('every-origin-is-allowed')) return
    for (const { origin, words } of lookAlikes(target)) {
      const answer = seen.answer(origin)
      if (answer === undefined || isWanted(target, origin) || !mayRead(origin, href, false, answer)) continue
      const withCredentials = mayRead(origin, href, true, answer)
      report('look-alike-origin-is-let-in', {
        severity: withCredentials ? 'error' : 'warning',
        subject: origin,
        message: `A page of ${origin} may read the answer${withCredentials ? ', with the user\'s credentials' : ''}: ${words}.`,
        expected: ['no access-control-allow-origin'],
        seen: corsLines(answer),
        shownBy: [origin]
      })
    }
    for (const { origin, words } of respellings(target)) {
      const answer = seen.answer(origin)
      if (answer === undefined || !grants(answer.headers, origin)) continue
      report('respelled-origin-is-let-in', {
        severity: 'info',
        subject: origin,
        message: `The origin ${JSON.stringify(origin)} is let in: ${words}.`,
        expected: ['no access-control-allow-origin'],
        seen: corsLines(answer),
        shownBy: [origin]
      })
    }
  }
})

/** A browser sends none of these, so that the model has no verdict; what counts is that the server takes the bait. */
function grants (headers: ReadonlyArray<readonly [string, string]>, origin: string): boolean {
  return headers.some(([name, value]) => name.toLowerCase() === 'access-control-allow-origin' && value === origin)
}

/** Characters that browsers let stand in a host, some of them in Safari alone. */
const HOST_CHARACTERS = [...'!"$&\'()+,;=~`{}']

/** The first of the allowed origins whose host is a domain. */
function modelOf ({ allowed }: Target): URL | undefined {
  return allowed.map(origin => new URL(origin)).find(({ protocol, hostname }) =>
    /^https?:$/.test(protocol) && /[a-z]/.test(hostname) && hostname.includes('.') && !hostname.startsWith('['))
}

function lookAlikes (target: Target): Disguise[] {
  const model = modelOf(target)
  if (model === undefined) return []
  const { protocol, hostname, port } = model
  const evil = `${target.madeUp('look-alike')}.example`
  const at = (host: string, with_ = port): string => `${protocol}//${host}${with_ === '' ? '' : `:${with_}`}`
  const labels = hostname.split('.')
  const dots = [...hostname.matchAll(/\./g)].map(({ index }) => index)
  return [
    { origin: at(`${hostname}.${evil}`), words: 'it begins like an allowed one' },
    { origin: `${protocol}//${hostname}${evil}`, words: 'it begins like an allowed one' },
    { origin: at(`evil${hostname}`), words: 'it ends like an allowed one' },
    { origin: at(`evil-${hostname}`), words: 'it ends like an allowed one' },
    { origin: at(`${hostname}_.${evil}`), words: 'an underscore ends the comparison' },
    { origin: at(`${hostname}%60.${evil}`), words: 'an escape ends the comparison' },
    ...HOST_CHARACTERS.map(char => ({ origin: at(`${hostname}${char}.${evil}`), words: `the character ${char} ends the comparison` })),
    ...dots.map(index => ({ origin: at(`${hostname.slice(0, index)}x${hostname.slice(index + 1)}`), words: 'a dot stands for any character' })),
    { origin: at(hostname.slice(1)), words: 'the first letter is missing' },
    ...labels.length < 3 ? [] : [{ origin: at(labels.slice(0, -1).join('.')), words: 'the last label is missing' }],
    { origin: at(hostname, port === '' ? '1' : ''), words: 'the port is another' }
  ]
}

function respellings (target: Target): Disguise[] {
  const model = modelOf(target)
  if (model === undefined) return []
  const { origin, protocol, hostname, port } = model
  const evil = target.strangers[0]
  return [
    { origin: origin.toUpperCase(), words: 'it is in upper case' },
    ...port === '' ? [{ origin: `${origin}:${protocol === 'https:' ? 443 : 80}`, words: 'it has the default port' }] : [],
    { origin: `${protocol}//${hostname}.${port === '' ? '' : `:${port}`}`, words: 'a dot ends its host' },
    { origin: `${origin}/`, words: 'it ends with a slash' },
    { origin: `${origin} ${evil}`, words: 'it is two' },
    { origin: `${origin}, ${evil}`, words: 'it is a list' },
    { origin: `${protocol}//${hostname}\t.${new URL(evil).hostname}`, words: 'it has a tab in it' },
    { origin: `${protocol}//${hostname}@${new URL(evil).hostname}`, words: 'it has a user name' },
    { origin: 'undefined', words: 'it is the word undefined' },
    { origin: '*', words: 'it is a star' },
    { origin: `${origin}${'a'.repeat(5000)}`, words: 'it goes on for 5,000 characters' }
  ]
}
