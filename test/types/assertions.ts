/** Assertions about types: where one is wrong, `npm run check:types` reports the line. Nothing of this runs. */

/** `From` can stand where `To` is expected. */
export declare function accepts<To, From extends To> (): void

/** `From` cannot stand where `To` is expected. */
export declare function rejects<To, From> (...not: [From] extends [To] ? [accepted: never] : []): void

/** Both are one type: what can be told from the first can be told from the second. */
export declare function same<A, B> (...not: (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? [] : [different: never]): void
