/** Shows the progress of a check on a terminal. */
import { escapeText } from '../../text/escape.ts'
import type { Io } from '../io.ts'

/** Clears the current line. */
const CLEAR = '\r\u001b[K'

/** Minimum width of a terminal. */
const COLUMNS = 79

export interface Progress {
  update (url: string, done: number, planned: number): void
  end (): void
}

/** Writes to the standard error if it is a terminal. */
export function progressFor ({ stderr }: Io): Progress {
  if (stderr.hasColors === undefined) return { update () {}, end () {} }
  return {
    update: (url, done, planned) => { stderr.write(`${CLEAR}${escapeText(`${done} of ${planned} requests: ${url}`).slice(0, COLUMNS)}`) },
    end: () => { stderr.write(CLEAR) }
  }
}
