/** A regular expression of JavaScript → an automaton. */
import { RegExpParser, type AST } from '@eslint-community/regexpp'
import { Automaton, TooComplexError, type Characters } from './automaton.ts'

/** A part of an expression that no finite automaton can express, such as a look-ahead or a back-reference. */
export class UnsupportedError extends Error {}

/** A regular expression, and how a library uses it. */
export interface Expression {
  readonly source: string
  readonly flags: string
  /** Whether the whole text must match, as in Python's `fullmatch`, and not any part of it. */
  readonly whole: boolean
}

const ANY: Characters = new Uint8Array(128).fill(1)

/** The maximum of a quantifier that is not unlimited. */
const MAX_REPETITIONS = 300

/** @throws UnsupportedError, TooComplexError, or a SyntaxError of the expression */
export function automatonOf ({ source, flags, whole }: Expression): Automaton {
  const parser = new RegExpParser()
  const pattern = parser.parsePattern(source, 0, source.length, { unicode: flags.includes('u'), unicodeSets: flags.includes('v') })
  const automaton = new Automaton()
  const { start, end } = automaton
  if (!whole) {
    automaton.connect(start, ANY, start)
    automaton.connect(end, ANY, end)
  }
  // Loops of the expression must not meet those of the search.
  const [first, last] = [automaton.add(), automaton.add()]
  automaton.connect(start, 'nothing', first)
  automaton.connect(last, 'nothing', end)
  new Builder(automaton, flags.replaceAll(/[gyd]/g, '')).alternatives(pattern.alternatives, first, last)
  return automaton
}

/** The characters of classes, which are the same in most expressions. */
const knownCharacters = new Map<string, Characters>()

class Builder {
  readonly #automaton: Automaton
  readonly #flags: string

  constructor (automaton: Automaton, flags: string) {
    this.#automaton = automaton
    this.#flags = flags
  }

  alternatives (alternatives: readonly AST.Alternative[], from: number, to: number): void {
    for (const { elements } of alternatives) {
      let at = from
      for (const element of elements) {
        const next = this.#automaton.add()
        this.#element(element, at, next)
        at = next
      }
      this.#automaton.connect(at, 'nothing', to)
    }
  }

  #element (element: AST.Element, from: number, to: number): void {
    const { type } = element
    if (type === 'Group' || type === 'CapturingGroup') return this.alternatives(element.alternatives, from, to)
    if (type === 'Quantifier') return this.#repeat(element, from, to)
    const isCharacter = type === 'Character' || type === 'CharacterSet' || type === 'CharacterClass'
    if (isCharacter) return this.#automaton.connect(from, this.#characters(element.raw), to)
    if (type === 'Assertion' && (element.kind === 'start' || element.kind === 'end')) return this.#automaton.connect(from, element.kind, to)
    throw new UnsupportedError(`"${element.raw}" in the expression cannot be compared.`)
  }

  #repeat ({ element, min, max }: AST.Quantifier, from: number, to: number): void {
    if (min > MAX_REPETITIONS || (max > MAX_REPETITIONS && max !== Infinity)) {
      throw new TooComplexError('The expression repeats a part too often.')
    }
    const automaton = this.#automaton
    let at = automaton.add()
    automaton.connect(from, 'nothing', at)
    const once = (): void => {
      const next = automaton.add()
      this.#element(element, at, next)
      at = next
    }
    for (let i = 0; i < min; i++) once()
    if (max === Infinity) {
      const loop = at
      once()
      automaton.connect(at, 'nothing', loop)
      at = loop
    } else {
      for (let i = min; i < max; i++) {
        automaton.connect(at, 'nothing', to)
        once()
      }
    }
    automaton.connect(at, 'nothing', to)
  }

  /** The engine itself determines which characters a class has, with its flags. */
  #characters (raw: string): Characters {
    const key = `${this.#flags}/${raw}`
    let characters = knownCharacters.get(key)
    if (characters === undefined) {
      const expression = new RegExp(`^(?:${raw})$`, this.#flags)
      characters = Uint8Array.from({ length: 128 }, (_, code) => expression.test(String.fromCharCode(code)) ? 1 : 0)
      knownCharacters.set(key, characters)
    }
    return characters
  }
}
