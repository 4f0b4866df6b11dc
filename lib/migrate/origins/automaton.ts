/** Finite automata over the characters of origins: they find whether a text exists that some languages have and others do not. */

/** Indexed by character code, up to 127: whether the character is in the set. */
export type Characters = Uint8Array

/** What an edge needs: a character, the start or the end of the text, or nothing. */
export type Condition = Characters | 'start' | 'end' | 'nothing'

interface Edge {
  readonly on: Condition
  readonly to: number
}

/** The comparison needs more states than are allowed, so it has no result. */
export class TooComplexError extends Error {}

/** The maximum number of states of one automaton. */
const MAX_STATES = 4000

/** The maximum number of combinations of states that one comparison visits. */
const MAX_VISITED = 40_000

/** A language: a nondeterministic automaton, which is made deterministic where a comparison needs it. */
export class Automaton {
  readonly #edges: Edge[][] = []
  /** The sets of states that comparisons have reached, each a state of the deterministic automaton, with its key. */
  readonly #sets: Array<readonly number[]> = []
  readonly #keys = new Map<string, number>()
  readonly #steps = new Map<number, number>()
  readonly #accepting: boolean[] = []
  readonly start = this.add()
  readonly end = this.add()

  /** Adds a state. @throws TooComplexError */
  add (): number {
    if (this.#edges.length >= MAX_STATES) throw new TooComplexError('The expression has too many states.')
    return this.#edges.push([]) - 1
  }

  connect (from: number, on: Condition, to: number): void {
    this.#edges[from]!.push({ on, to })
  }

  /** The first state of the deterministic automaton. */
  first (): number {
    return this.#stateOf(this.#closure([this.start], 'start'))
  }

  /** The state after a character; a state that accepts nothing if no text continues so. */
  step (state: number, code: number): number {
    const key = state * 128 + code
    let next = this.#steps.get(key)
    if (next === undefined) {
      const reached = this.#sets[state]!.flatMap(from => this.#edges[from]!)
        .filter(({ on }) => typeof on !== 'string' && on[code] === 1).map(({ to }) => to)
      this.#steps.set(key, next = this.#stateOf(this.#closure(reached, 'nothing')))
    }
    return next
  }

  accepts (state: number): boolean {
    this.#accepting[state] ??= this.#closure(this.#sets[state]!, 'end').includes(this.end)
    return this.#accepting[state]
  }

  /** Whether no text is accepted from here on, as no state is left. */
  isDead (state: number): boolean {
    return this.#sets[state]!.length === 0
  }

  /** The sets of characters on its edges. */
  characters (): Characters[] {
    return this.#edges.flat().flatMap(({ on }) => typeof on === 'string' ? [] : [on])
  }

  has (text: string): boolean {
    let state = this.first()
    for (let i = 0; i < text.length; i++) state = this.step(state, text.charCodeAt(i))
    return this.accepts(state)
  }

  #closure (from: readonly number[], also: 'start' | 'end' | 'nothing'): number[] {
    const reached = new Set(from)
    for (const state of reached) {
      for (const { on, to } of this.#edges[state]!) if (on === 'nothing' || on === also) reached.add(to)
    }
    return [...reached].sort((a, b) => a - b)
  }

  #stateOf (set: number[]): number {
    const key = set.join()
    let state = this.#keys.get(key)
    if (state === undefined) this.#keys.set(key, state = this.#sets.push(set) - 1)
    return state
  }
}

/** The characters of origins, in the order in which witnesses prefer them. */
const ALPHABET = [...'abcdefghijklmnopqrstuvwxyz0123456789-.:/+'].map(char => char.charCodeAt(0))

/**
 * Finds a shortest text of one language that is in none or any of others.
 *
 * @param within  the language of the text
 * @param others  other languages
 * @param wanted  whether a text is wanted that is, or is not, in each of the other languages
 * @returns       undefined if no such text exists, whatever its length
 * @throws        TooComplexError
 */
export function findText (within: Automaton, others: readonly Automaton[], wanted: readonly boolean[]): string | undefined {
  const automata = [within, ...others]
  const letters = representatives(automata)
  const first = automata.map(automaton => automaton.first())
  const seen = new Set([first.join()])
  const queue: Array<readonly [states: readonly number[], text: string]> = [[first, '']]
  for (const [states, text] of queue) {
    const found = within.accepts(states[0]!) && wanted.every((is, i) => others[i]!.accepts(states[i + 1]!) === is)
    if (found) return text
    for (const letter of letters) {
      const next = automata.map((automaton, i) => automaton.step(states[i]!, letter))
      if (within.isDead(next[0]!) || wanted.some((is, i) => is && others[i]!.isDead(next[i + 1]!))) continue
      const key = next.join()
      if (seen.has(key)) continue
      if (seen.size >= MAX_VISITED) throw new TooComplexError('The comparison needs too many states.')
      seen.add(key)
      queue.push([next, text + String.fromCharCode(letter)])
    }
  }
  return undefined
}

/** One character of each class of characters that no automaton distinguishes. */
function representatives (automata: readonly Automaton[]): readonly number[] {
  const sets = automata.flatMap(automaton => automaton.characters())
  const classes = new Map<string, number>()
  for (const code of ALPHABET) {
    const key = sets.map(set => set[code]).join('')
    if (!classes.has(key)) classes.set(key, code)
  }
  return [...classes.values()]
}
