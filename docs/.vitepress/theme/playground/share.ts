/** The state of the playground, as the fragment of a link. Browsers do not send fragments to servers. */
import type { CredentialsMode, Engine } from '../../../../types/browser.ts'

export interface PlaygroundState {
  /** The text of the policy document. */
  readonly policy: string
  /** The text of the policy before, or '' if none is compared. */
  readonly before: string
  readonly origin: string
  readonly method: string
  /** One line for each header, as `Name: value`. */
  readonly headers: string
  readonly credentials: CredentialsMode
  readonly engine: Engine
  /** The path of a route, or '' for the policy of the scope. */
  readonly route: string
}

export const EXAMPLE: PlaygroundState = {
  policy: `{
  "origins": ["https://app.example.com"],
  "credentials": true,
  "allowedHeaders": ["content-type"],
  "maxAge": 600,
  "routes": {
    "/public/*": { "origins": "*", "credentials": false }
  }
}
`,
  before: '',
  origin: 'https://app.example.com',
  method: 'PUT',
  headers: 'content-type: application/json',
  credentials: 'include',
  engine: 'standard',
  route: '/orders/:id'
}

/** Writes the state as text for a fragment: base64url of its JSON in UTF-8. */
export function toFragment (state: PlaygroundState): string {
  const bytes = new TextEncoder().encode(JSON.stringify(state))
  const text = Array.from(bytes, byte => String.fromCharCode(byte)).join('')
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

/** Reads the text of a fragment. What is missing or has another type is as in the example. Never throws. */
export function fromFragment (fragment: string): PlaygroundState {
  let read: unknown
  try {
    const bytes = Uint8Array.from(atob(fragment.replaceAll('-', '+').replaceAll('_', '/')), char => char.charCodeAt(0))
    read = JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return EXAMPLE
  }
  const given = Object(read) as Record<string, unknown>
  return Object.fromEntries(Object.entries(EXAMPLE).map(([name, value]) =>
    [name, typeof given[name] === 'string' ? given[name] : value])) as unknown as PlaygroundState
}
