/** Collects policies, each once, and gives them titles and ids. */
import type { DocumentedPolicy, Phrase } from '../../types/documentation.ts'
import type { CorsPolicy } from '../../types/policy.ts'
import { fieldsTable } from './fields.ts'
import { callersOf, wordsOf } from './describe-policy.ts'

export class PolicyCollection {
  readonly #entries: DocumentedPolicy[] = []
  readonly #byObject = new Map<CorsPolicy, string>()
  /** Overrides are written anew at each route; equal ones are one. */
  readonly #overrides = new Map<string, string>()
  /** Where each override is in effect, by its id. */
  readonly #places = new Map<string, Set<string>>()
  readonly #ids = new Set<string>()

  /** In the order in which they were added. */
  get entries (): readonly DocumentedPolicy[] {
    return this.#entries.map(entry => {
      const others = (this.#places.get(entry.id)?.size ?? 1) - 1
      return others === 0 ? entry : { ...entry, title: [...entry.title, ` and ${others} more`] }
    })
  }

  /** The policy of a scope; its prefix tells it from others where there are several. */
  addScope (policy: CorsPolicy, prefix: string): void {
    this.#add(policy, null, 'scope', prefix === '' ? ['Policy of the scope'] : ['Policy of the scope ', { code: prefix }])
  }

  /** Registrations of one document have its policies in common. */
  addNamed (policy: CorsPolicy, name: string): void {
    if (this.#byObject.has(policy)) return
    this.#add(policy, name, 'policies', ['Policy ', { code: name }])
  }

  /** The id of a policy that was added, or for which there was an id before; null where CORS is off. */
  knownId (policy: CorsPolicy | false): string | null {
    return policy === false ? null : this.#byObject.get(policy)!
  }

  /**
   * The id of a policy that is in effect somewhere: one that was added, or an override.
   *
   * @param from   where the place chose it
   * @param place  where that is, for the title of an override
   * @param twin   the same for places that count as one
   */
  idOf (policy: CorsPolicy | false, from: DocumentedPolicy['from'], place: Phrase, twin = place): string | null {
    if (policy === false) return null
    const id = this.#byObject.get(policy) ?? this.#overrideId(policy, from, place)
    this.#byObject.set(policy, id)
    this.#places.get(id)?.add(JSON.stringify(twin))
    return id
  }

  #overrideId (policy: CorsPolicy, from: DocumentedPolicy['from'], place: Phrase): string {
    const key = JSON.stringify(policy)
    const id = this.#overrides.get(key) ?? this.#add(policy, null, from, ['Override for ', ...place])
    this.#overrides.set(key, id)
    if (!this.#places.has(id)) this.#places.set(id, new Set())
    return id
  }

  #add (policy: CorsPolicy, name: string | null, from: DocumentedPolicy['from'], title: Phrase): string {
    const id = this.#newId(title)
    this.#byObject.set(policy, id)
    this.#entries.push({
      id, title, name, from, policy, allowedOrigins: callersOf(policy), words: wordsOf(policy), fields: fieldsTable(policy)
    })
    return id
  }

  /** Letters and digits of the title; a number tells equal ones apart. */
  #newId (title: Phrase): string {
    const text = title.map(part => typeof part === 'string' ? part : part.code).join('')
    const slug = text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '')
    let id = slug
    for (let i = 2; this.#ids.has(id); i++) id = `${slug}-${i}`
    this.#ids.add(id)
    return id
  }
}
