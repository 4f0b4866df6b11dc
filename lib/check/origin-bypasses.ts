/** Origins that a careless comparison takes for allowed ones. */
import { partsOf, type OriginParts } from './origin-parts.ts'
import type { Target } from './target.ts'

/** A spelling that a careless comparison takes for an allowed origin. */
export interface OriginVariant {
  readonly origin: string
  readonly words: string
  /** Those of one group are taken for one reason, and the first of them is told. */
  readonly group: string
  /** Where one of that group was told already, this is nothing new. */
  readonly unless?: string
}

/** Characters that browsers let stand in a host, some of them in Safari alone. */
const HOST_CHARACTERS = [...'!"$&\'()+,;=~`{}']

/** The first of the allowed origins whose host is a domain. */
function modelOf ({ allowed }: Target): OriginParts | undefined {
  return allowed.map(partsOf).find(({ protocol, hostname }) => /^https?:$/.test(protocol) && /\.[a-z][^.]*$/.test(hostname))
}

/** An origin beside the allowed one, where there are domains that somebody registers; or else the stranger. */
export function siblingSubdomain (target: Target): string {
  const parent = parentOf(target)
  if (parent === undefined) return target.untrusted[0]
  const { protocol, port } = modelOf(target)!
  return `${protocol}//${target.madeUp('sibling')}.${parent}${port === '' ? '' : `:${port}`}`
}

/** Whether an origin is one of the names beside the allowed one. */
export function isBeside (origin: string, target: Target): boolean {
  const parent = parentOf(target)
  return parent !== undefined && origin.replace(/:\d+$/, '').endsWith(`.${parent}`)
}

/** The domain right above that of the allowed origin; undefined where nobody registers names below it, or where there is none. */
function parentOf (target: Target): string | undefined {
  const { hostname } = modelOf(target) ?? { hostname: '' }
  const parent = hostname.slice(hostname.indexOf('.') + 1)
  return parent.includes('.') ? parent : undefined
}

/** Those that a page can have. */
export function bypassCandidates (target: Target): OriginVariant[] {
  const evil = `${target.madeUp('look-alike')}.example`
  const model = modelOf(target)
  return [
    ...model === undefined ? [] : lookAlikesOf(model, evil, parentOf(target)),
    { group: 'localhost', unless: 'begin', origin: `http://localhost.${evil}`, words: 'it begins like localhost' },
    { group: 'localhost', unless: 'begin', origin: `https://localhost.${evil}`, words: 'it begins like localhost' },
    { group: 'localhost', unless: 'begin', origin: `http://localhost${evil}`, words: 'it begins like localhost' },
    { group: 'localhost', unless: 'begin', origin: `http://127.0.0.1.${evil}`, words: 'it begins like the address of the user\'s own machine' }
  ]
}

function lookAlikesOf ({ protocol, hostname, port }: OriginParts, evil: string, parent: string | undefined): OriginVariant[] {
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
    ...parent === undefined ? [] : [{ group: 'end', origin: at(`evil${parent}`), words: 'it ends like an allowed one' }],
    { group: 'middle', origin: at(`evil-${hostname}.${evil}`), words: 'an allowed one is somewhere in it' },
    ...dots.map(index => ({ group: 'dot', unless: 'end', origin: at(`${hostname.slice(0, index)}x${hostname.slice(index + 1)}`), words: 'a dot stands for any character' })),
    ...labels[0]!.length < 2 ? [] : [{ group: 'part', origin: at(hostname.slice(1)), words: 'the first letter is missing' }],
    ...labels.length < 3 ? [] : [{ group: 'part', origin: at(labels.slice(0, -1).join('.')), words: 'the last label is missing' }],
    { group: 'port', origin: at(hostname, port === '' ? '1' : ''), words: 'the port is another' }
  ]
}

/** Those that no page of an ordinary browser has. */
export function nonCanonicalSpellings (target: Target): OriginVariant[] {
  const words = [
    { group: 'word', origin: 'undefined', words: 'it is the word undefined' },
    { group: 'word', origin: '*', words: 'it is a star' }
  ]
  const model = modelOf(target)
  return model === undefined ? words : [...respellingsOf(model, target.untrusted[0]), ...words]
}

function respellingsOf ({ origin, protocol, hostname, port }: OriginParts, evil: string): OriginVariant[] {
  return [
    { group: 'case', origin: origin.toUpperCase(), words: 'it is in upper case' },
    ...port === '' ? [{ group: 'begin', origin: `${origin}:${protocol === 'https:' ? 443 : 80}`, words: 'it has the default port' }] : [],
    { group: 'begin', origin: `${protocol}//${hostname}.${port === '' ? '' : `:${port}`}`, words: 'a dot ends its host' },
    { group: 'begin', origin: `${origin}/`, words: 'it ends with a slash' },
    { group: 'begin', origin: `${origin} ${evil}`, words: 'it is two' },
    { group: 'begin', origin: `${origin}, ${evil}`, words: 'it is a list' },
    { group: 'begin', origin: `${protocol}//${hostname}\t.${partsOf(evil).hostname}`, words: 'it has a tab in it' },
    { group: 'begin', origin: `${protocol}//${hostname}@${partsOf(evil).hostname}`, words: 'it has a user name' },
    { group: 'begin', origin: `${protocol}//${hostname}\u00e9.${partsOf(evil).hostname}`, words: 'it has a letter beyond ASCII in it' },
    { group: 'begin', origin: `${origin}${'a'.repeat(5000)}`, words: 'it goes on for 5,000 characters' }
  ]
}
