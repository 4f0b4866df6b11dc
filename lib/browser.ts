/** The browser model as an entry of the package: how a browser handles a request that a page makes. It needs no Node. */
export { scriptedServer, simulateFetch } from './browser/exchange.ts'
export type {
  CredentialsMode, Engine, Failure, FailureCode, HeaderLine, PageRequest, PageResponse, PreflightCacheEntry, ScriptedResponses, SentRequest,
  ServerResponse, SimulatedFetch, SimulatedServer, SimulateFetchOptions
} from '../types/browser.ts'
