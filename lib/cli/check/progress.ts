/** How far a check is, on a terminal. */
import { escapeText } from '../../text/escape.ts'
import type { Io } from '../io.ts'

/** Takes back what stands in the line. */
const CLEAR = '\r\u001b[K'

/** Columns that any terminal has. */
const COLUMNS = 79

export interface Progress {
  tell (url: string, done: number, planned: number): void
  end (): void
}

/** Tells it to the standard error, where that is a terminal. */
export function progressFor ({ stderr }: Io): Progress {
  if (stderr.hasColors === undefined) return { tell () {}, end () {} }
  return {
    tell: (url, done, planned) => { stderr.write(`${CLEAR}${escapeText(`${done} of ${planned} requests: ${url}`).slice(0, COLUMNS)}`) },
    end: () => { stderr.write(CLEAR) }
  }
}
