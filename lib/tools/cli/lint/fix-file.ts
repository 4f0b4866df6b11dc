/** `lint --fix`: the file without what can be taken out of it. */
import { fixEverything } from '../../fix.ts'
import type { JsonSource } from '../../json/source.ts'
import { lintPolicy, type LintOptions } from '../../lint.ts'
import { replaceFile } from '../replace-file.ts'
import { ignoreOf, moved, type Ignore } from './ignores.ts'

export interface FixedFile {
  readonly source: JsonSource
  /** How many findings were fixed. */
  readonly count: number
  /** For what the file holds now. */
  readonly ignores: readonly Ignore[]
}

/**
 * Fixes what is not ignored, and writes the file where that has changed it.
 *
 * @throws CommandError where it cannot be written
 */
export async function fixFile (path: string, source: JsonSource, given: readonly Ignore[], options: LintOptions): Promise<FixedFile> {
  let ignores = given
  const { source: result, count } = fixEverything(
    source,
    document => lintPolicy(document, options).filter(finding => ignoreOf(finding, ignores) === undefined),
    applied => { ignores = ignores.map(ignore => moved(ignore, applied)) }
  )
  if (count > 0) await replaceFile(path, source.mark + source.text, result.mark + result.text)
  return { source: result, count, ignores }
}
