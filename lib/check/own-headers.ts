/** Headers that describe the client. Browsers send them with every request, including preflights. */
import type { CheckOptions } from '../../types/check.ts'

const OF_PROGRAM: ReadonlySet<string> = new Set(['user-agent', 'accept', 'accept-language'])

/** Some servers do not respond to requests without a User-Agent. */
export const USER_AGENT = ['User-Agent', 'fastify-cors-policy'] as const

/** Whether a header describes the client, so that it is not secret. */
export function isOfProgram (name: string): boolean {
  return OF_PROGRAM.has(name.toLowerCase())
}

/** The headers of the user that may authenticate a request. */
export function secretHeaders ({ headers = {} }: CheckOptions): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !isOfProgram(name)))
}
