/**
 * The entry point of the browser model, which simulates how a browser handles a request of a page. It does not need Node.
 *
 * @module fastify-cors-policy/browser
 */
export { scriptedServer, simulateFetch } from './browser/exchange.ts'
export type {
  CacheMode, CredentialsMode, Engine, Failure, FailureCode, HeaderLine, PageRequest, PageResponse, PreflightCacheEntry, ReferrerPolicy, ScriptedResponses, SentRequest,
  ServerResponse, SimulatedFetch, SimulatedServer, SimulateFetchOptions
} from '../types/browser.ts'
