/** Mixed content and local networks: pages and URLs, with what Chromium 156, Firefox 153 and WebKitGTK 2.50 did. */
import type { Engine, FailureCode } from '../../../types/browser.ts'

type Results = Partial<Record<Engine, FailureCode>>

export interface NetworkRow {
  readonly page: string
  readonly url: string
  /** Why an engine sends nothing, without the permission of the user. Engines that are absent send the request. */
  readonly results: Results
  /** The same with the permission. Default: the same results. */
  readonly granted?: Results
}

const MIXED = 'mixed-content'
const LOCAL = 'local-network'
const HTTPS = 'local-network-needs-https'
const EVERYWHERE: Results = { standard: MIXED, chromium: MIXED, firefox: MIXED, safari: MIXED }

export const NETWORK_ROWS: readonly NetworkRow[] = [
  { page: 'https://app.example.com', url: 'https://api.example.com/', results: {} },
  { page: 'https://app.example.com', url: 'http://api.example.com/', results: EVERYWHERE },
  { page: 'https://app.example.com', url: 'http://server.local/', results: EVERYWHERE },
  { page: 'https://app.example.com', url: 'http://127.0.0.1:8080/', results: { chromium: LOCAL, firefox: LOCAL, safari: MIXED }, granted: { safari: MIXED } },
  { page: 'https://app.example.com', url: 'http://localhost:8080/', results: { chromium: LOCAL, firefox: LOCAL, safari: MIXED }, granted: { safari: MIXED } },
  { page: 'https://app.example.com', url: 'http://[::1]:8080/', results: { chromium: LOCAL, firefox: LOCAL, safari: MIXED }, granted: { safari: MIXED } },
  {
    page: 'https://app.example.com',
    url: 'http://10.99.99.1/',
    results: { standard: MIXED, chromium: LOCAL, firefox: MIXED, safari: MIXED },
    granted: { standard: MIXED, firefox: MIXED, safari: MIXED }
  },
  { page: 'https://app.example.com', url: 'https://127.0.0.1:8443/', results: { chromium: LOCAL, firefox: LOCAL }, granted: {} },
  { page: 'https://app.example.com', url: 'https://192.168.0.1/', results: { chromium: LOCAL, firefox: LOCAL }, granted: {} },
  { page: 'https://app.example.com', url: 'https://[fd00::1]/', results: { chromium: LOCAL, firefox: LOCAL }, granted: {} },
  { page: 'http://app.example.com', url: 'http://127.0.0.1:8080/', results: { chromium: HTTPS, firefox: LOCAL }, granted: { chromium: HTTPS } },
  { page: 'http://app.example.com', url: 'http://api.example.com/', results: {} },
  { page: 'http://localhost:5173', url: 'http://127.0.0.1:8080/', results: {} },
  { page: 'http://10.99.99.1', url: 'http://127.0.0.1:8080/', results: {} },
  { page: 'http://127.0.0.1:5173', url: 'http://10.99.99.1/', results: {} },
  { page: 'null', url: 'http://127.0.0.1:8080/', results: {} },
  // Names outside the public DNS, which can lead to this computer too.
  { page: 'http://app.test', url: 'http://127.0.0.1:8080/', results: {} },
  { page: 'https://app.test', url: 'https://127.0.0.1:8443/', results: {} },
  { page: 'http://intranet', url: 'http://127.0.0.1:8080/', results: {} },
  { page: 'http://shop.local', url: 'http://10.99.99.1/', results: {} }
]
