/** Numbers of lists, with which policies are compared. */

/** Lists that are equal as sets have one number. Many overrides have the list of one policy, which can be long. */
export class ListNumbers {
  readonly #known = new WeakMap<readonly string[], number>()
  readonly #byText = new Map<string, number>()

  /** The number of a list; the value itself if it is not a list. */
  of (list: '*' | readonly string[] | undefined, inCase: (entry: string) => string = (entry) => entry): number | '*' | null {
    if (typeof list !== 'object') return list ?? null
    let number = this.#known.get(list)
    if (number === undefined) this.#known.set(list, number = this.#numberOf(JSON.stringify([...new Set(list.map(inCase))].sort())))
    return number
  }

  #numberOf (text: string): number {
    let number = this.#byText.get(text)
    if (number === undefined) this.#byText.set(text, number = this.#byText.size)
    return number
  }
}
