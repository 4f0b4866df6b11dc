/** The entry point of the browser model, which simulates how a browser handles a request of a page. It does not need Node. */
export { scriptedServer, simulateFetch } from './browser/exchange.ts'
export type {
  CredentialsMode, Engine, Failure, FailureCode, HeaderLine, PageRequest, PageResponse, PreflightCacheEntry, ScriptedResponses, SentRequest,
  ServerResponse, SimulatedFetch, SimulatedServer, SimulateFetchOptions
} from '../types/browser.ts'
