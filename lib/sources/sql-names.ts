/** Names in SQL. */

/** Returns a name in quotes. */
export function quotedName (name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** Whether a name has a character at which SQL for people would break, or that a database cannot have. */
export function hasControlCharacter (name: string): boolean {
  // oxlint-disable-next-line no-control-regex -- these are the characters that are looked for
  return /[\0-\x1f\x7f]/.test(name)
}
