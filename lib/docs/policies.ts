/** Collects policies without duplicates, and assigns titles and ids. */
import type { DocumentedPolicy, Phrase } from '../../types/documentation.ts'
import type { CorsPolicy } from '../../types/policy.ts'
import { fieldsTable } from './fields.ts'
import { callersOf, describePolicy } from './describe-policy.ts'

export class PolicyCollection {
  readonly #entries: DocumentedPolicy[] = []
  readonly #byObject = new Map<CorsPolicy, string>()
  /** Each route has its own override objects, so equal overrides are merged. */
  readonly #overrides = new Map<string, string>()
  /** Id of an override → its locations. */
  readonly #locations = new Map<string, Set<string>>()
  readonly #ids = new Set<string>()

  /** The policies in the order in which they were added. */
  get entries (): readonly DocumentedPolicy[] {
    return this.#entries.map(entry => {
      const others = (this.#locations.get(entry.id)?.size ?? 1) - 1
      return others === 0 ? entry : { ...entry, title: [...entry.title, ` and ${others} more`] }
    })
  }

  /** Adds the policy of a scope. Its prefix is part of the title. */
  addScope (policy: CorsPolicy, prefix: string): void {
    this.#add(policy, null, 'scope', prefix === '' ? ['Policy of the scope'] : ['Policy of the scope ', { code: prefix }])
  }

  /** Adds a named policy. Registrations of the same document share their named policies. */
  addNamed (policy: CorsPolicy, name: string): void {
    if (this.#byObject.has(policy)) return
    this.#add(policy, name, 'policies', ['Policy ', { code: name }])
  }

  /** The id of a known policy. Null if CORS is off. */
  knownId (policy: CorsPolicy | false): string | null {
    return policy === false ? null : this.#byObject.get(policy)!
  }

  /**
   * The id of an effective policy. Adds it if it is an override.
   *
   * @param from      the source of the policy
   * @param location  where the policy applies, for the title of an override
   * @param key       the same for locations that count as one
   */
  idOf (policy: CorsPolicy | false, from: DocumentedPolicy['from'], location: Phrase, key = location): string | null {
    if (policy === false) return null
    const id = this.#byObject.get(policy) ?? this.#overrideId(policy, from, location)
    this.#byObject.set(policy, id)
    this.#locations.get(id)?.add(JSON.stringify(key))
    return id
  }

  #overrideId (policy: CorsPolicy, from: DocumentedPolicy['from'], location: Phrase): string {
    const key = JSON.stringify(policy)
    const id = this.#overrides.get(key) ?? this.#add(policy, null, from, ['Override for ', ...location])
    this.#overrides.set(key, id)
    if (!this.#locations.has(id)) this.#locations.set(id, new Set())
    return id
  }

  #add (policy: CorsPolicy, name: string | null, from: DocumentedPolicy['from'], title: Phrase): string {
    const id = this.#newId(title)
    this.#byObject.set(policy, id)
    this.#entries.push({
      id, title, name, from, policy, allowedOrigins: callersOf(policy), words: describePolicy(policy), fields: fieldsTable(policy)
    })
    return id
  }

  /** An id of the letters and digits of the title. A number makes it unique. */
  #newId (title: Phrase): string {
    const text = title.map(part => typeof part === 'string' ? part : part.code).join('')
    const slug = text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '')
    let id = slug
    for (let i = 2; this.#ids.has(id); i++) id = `${slug}-${i}`
    this.#ids.add(id)
    return id
  }
}
