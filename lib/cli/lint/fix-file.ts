/** `lint --fix`: the file without what can be taken out of it. */
import { fixEverything } from '../../lint/fix.ts'
import { before, editsOf } from '../../json/edits.ts'
import type { JsonSource } from '../../json/source.ts'
import { lintPolicy, type LintOptions } from '../../lint.ts'
import { isShown, type PlacedFinding } from '../../reporters/findings.ts'
import { replaceFile } from '../replace-file.ts'
import { ignoreOf, moved, type Ignore } from './ignores.ts'

export interface FixedFile {
  readonly source: JsonSource
  /** What was fixed, as it stood in the file, in that order. */
  readonly fixed: readonly PlacedFinding[]
  /** For what the file holds now. */
  readonly ignores: readonly Ignore[]
}

export interface FixOptions extends LintOptions {
  readonly isVerbose: boolean
}

/**
 * Fixes what is shown and not ignored, and writes the file where that has changed it.
 *
 * @throws CommandError where it cannot be written
 */
export async function fixFile (path: string, source: JsonSource, given: readonly Ignore[], options: FixOptions): Promise<FixedFile> {
  let ignores = given
  // One step moves what the next one is about.
  let original = (offset: number): number => offset
  const fixed: Array<PlacedFinding & { readonly offset: number }> = []
  const { source: result, count } = fixEverything(
    source,
    document => lintPolicy(document, options).filter(finding => isShown(finding, options) && ignoreOf(finding, ignores) === undefined),
    (applied, current) => {
      ignores = ignores.map(ignore => moved(ignore, applied))
      for (const finding of applied) {
        const offset = original(current.nodeAt(finding.path).offset)
        fixed.push({ ...finding, path: source.pathAt(offset), ...source.placeOf(offset), offset })
      }
      const [later, earlier] = [before(editsOf(applied.map(({ fix }) => fix), current)), original]
      original = offset => earlier(later(offset))
    }
  )
  if (count > 0) await replaceFile(path, source.mark + source.text, result.mark + result.text)
  return { source: result, fixed: fixed.sort((one, other) => one.offset - other.offset), ignores }
}
