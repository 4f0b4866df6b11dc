/** What a store had at each moment, as far as its writer can know. */

interface Period {
  readonly from: number
  readonly mayBeIn: boolean
  readonly mayBeOut: boolean
}

/** Milliseconds for which periods are kept. */
const KEPT = 60_000

export class History {
  readonly #periods = new Map<string, Period[]>()

  /**
   * Begins a change: from now on, the store may have both.
   *
   * @returns a function to be called when the store has confirmed it. A change that fails may have happened or not.
   */
  begin (origin: string, isIn: boolean): () => void {
    const { mayBeIn, mayBeOut } = this.#last(origin)
    this.#add(origin, { mayBeIn: mayBeIn || isIn, mayBeOut: mayBeOut || !isIn })
    return () => { this.#add(origin, { mayBeIn: isIn, mayBeOut: !isIn }) }
  }

  /** Whether the store may have had the origin (or may not have had it) at any moment of a time. */
  may (origin: string, be: 'in' | 'out', from: number, to: number): boolean {
    const periods = this.#periods.get(origin)
    if (periods === undefined) return be === 'out'
    return periods.some((period, i) => {
      const end = periods[i + 1]?.from ?? Infinity
      return period.from <= to && end >= from && (be === 'in' ? period.mayBeIn : period.mayBeOut)
    })
  }

  /** Origins that the store may have. */
  get origins (): string[] {
    return [...this.#periods.keys()].filter((origin) => this.#last(origin).mayBeIn)
  }

  #last (origin: string): Period {
    return this.#periods.get(origin)?.at(-1) ?? { from: -Infinity, mayBeIn: false, mayBeOut: true }
  }

  #add (origin: string, state: Omit<Period, 'from'>): void {
    const from = performance.now()
    let periods = this.#periods.get(origin)
    if (periods === undefined) this.#periods.set(origin, periods = [{ from: -Infinity, mayBeIn: false, mayBeOut: true }])
    periods.push({ from, ...state })
    while (periods.length > 2 && periods[1]!.from < from - KEPT) periods.shift()
  }
}
