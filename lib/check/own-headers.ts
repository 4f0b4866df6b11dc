/** Header lines that say who asks and what it takes: every request of a browser has them, preflights too. */
import type { CheckOptions } from '../../types/check.ts'

const OF_PROGRAM: ReadonlySet<string> = new Set(['user-agent', 'accept', 'accept-language'])

/** Some servers answer nobody who does not say what they are. */
export const USER_AGENT = ['User-Agent', 'fastify-cors-policy'] as const

/** Whether a header is of the program that asks, and so neither secret nor the user's. */
export function isOfProgram (name: string): boolean {
  return OF_PROGRAM.has(name.toLowerCase())
}

/** What the user gave for the server to know somebody by. */
export function secretHeaders ({ headers = {} }: CheckOptions): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !isOfProgram(name)))
}
