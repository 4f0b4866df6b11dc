/**
 * The entry point of the browser model: it simulates how a browser handles a request of a page. It has no code for pages, and runs in
 * Node as well as in browsers.
 *
 * @module fastify-cors-policy/browser
 */
export { scriptedServer, simulateFetch } from './browser/exchange.ts'
export type {
  CacheMode, CredentialsMode, Engine, Failure, FailureCode, HeaderLine, PageRequest, PageResponse, PreflightCacheEntry, ReferrerPolicy, ScriptedResponses, SentRequest,
  ServerResponse, SimulatedFetch, SimulatedServer, SimulateFetchOptions
} from '../types/browser.ts'
