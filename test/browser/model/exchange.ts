/** Exchanges that browsers perform, and their results in the terms of the model. */
import type { HeaderLine, PageRequest, ScriptedResponses } from '../../../types/browser.ts'
import type { LiteralServer, ReceivedRequest } from './literal-server.ts'

/** Hosts of pages and URLs. All of them are the same literal server. */
export const HOSTS = ['app.test', 'api.test', 'other.test'] as const
export type Host = typeof HOSTS[number]

/** The page that makes the request: one of a host, or one with an opaque origin. */
export type Sender = 'app.test' | 'api.test' | 'null'

/** One exchange, with the URL of its first hop. */
export interface ExchangeCase {
  /** Part of all URLs. Unique, except in cases that should use the cache of an earlier case. */
  readonly key: string
  readonly sender: Sender
  readonly request: Omit<PageRequest, 'origin'>
  readonly hops: readonly ScriptedResponses[]
}

/** The result of an exchange. */
export interface Observed {
  readonly outcome: 'allow' | 'opaque' | 'block'
  /** The codes of Chromium. Undefined in other browsers. */
  readonly corsError: string | undefined
  readonly failedParameter: string | undefined
  /** The network error of Chromium, or the error of the call. */
  readonly errorText: string | undefined
  /** Whether the call failed, not the network. */
  readonly thrown: boolean
  readonly received: readonly ReceivedRequest[]
  readonly response: { type: string, url: string, status: number, headers: readonly HeaderLine[] } | undefined
}

export interface Exchange {
  readonly origins: Readonly<Record<Host, string>>
  readonly server: LiteralServer
  perform (cases: readonly ExchangeCase[]): Promise<Map<string, Observed>>
  close (): Promise<void>
}
