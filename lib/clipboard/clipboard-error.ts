/** The error for pasted text that cannot be read. */

/** The pasted text is not what was expected. The message is a whole sentence. */
export class ClipboardError extends Error {
  override readonly name = 'ClipboardError'
}
