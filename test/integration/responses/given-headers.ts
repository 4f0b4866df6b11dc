/** The headers that other code gives to a response, each a way to name those of the CORS protocol and `Vary`, and what must be sent instead. */
import type { FastifyRequest } from 'fastify'

export type Given = ReadonlyArray<readonly [name: string, value: string | readonly string[]]>

const ALL: Given = [
  ['access-control-allow-origin', 'https://evil.test'],
  ['access-control-allow-credentials', 'false'],
  ['access-control-expose-headers', ['*', 'x-secret']],
  ['access-control-allow-methods', 'PUT'],
  ['access-control-allow-headers', 'x-evil'],
  ['access-control-max-age', '1'],
  ['access-control-allow-private-network', 'true']
]

/** Each has a header that shows that the rest of the head is sent. */
export const GIVEN: ReadonlyArray<readonly [name: string, headers: Given]> = ([
  ['none', []],
  ['every origin', [['access-control-allow-origin', '*']]],
  ['another origin, in capitals', [['Access-Control-Allow-Origin', 'https://evil.test']]],
  ['the same origin as the policy', [['access-control-allow-origin', 'https://a.test'], ['vary', 'Origin']]],
  ['several lines', [['access-control-allow-origin', ['*', 'https://evil.test']]]],
  ['every header of the protocol', ALL],
  ['Vary', [['access-control-allow-origin', '*'], ['Vary', 'Accept']]],
  ['Vary for everything', [['vary', '*']]],
  ['Vary for everything in a list', [['vary', 'Accept, *']]],
  ['Vary in two lines', [['vary', ['Accept', 'Cookie']]]],
  ['Vary with a member twice', [['vary', 'Accept, origin, ACCEPT']]]
] satisfies [string, Given][]).map(([name, headers]) => [name, [...headers, ['x-own', '1']]])

/** The header of a request that says which row of GIVEN the other code names. */
export const GIVEN_HEADER = 'x-given'

/** Reads it on any kind of request. */
export function givenOf ({ headers }: Pick<FastifyRequest, 'headers'>): Given {
  return GIVEN[Number(headers[GIVEN_HEADER])]![1]
}

/** The members of `Vary`, in the order of its lines. */
export function varyOf (given: Given): string[] {
  return given.filter(([name]) => name.toLowerCase() === 'vary').flatMap(([, value]) => value).join(',').split(',').map((text) => text.trim()).filter((text) => text !== '')
}

/** `Vary` as a list with the given members, each once, and those of the policy. One `*` covers all. */
export function mergedVary (given: Given, added: string): string {
  const members = [...varyOf(given), added]
  if (members.includes('*')) return '*'
  return members.filter((member, i) => members.findIndex((other) => other.toLowerCase() === member.toLowerCase()) === i).join(', ')
}
