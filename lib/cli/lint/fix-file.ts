/** `lint --fix`: applies fixes to a file. */
import { fixEverything } from '../../lint/fix.ts'
import { before, editsOf } from '../../json/edits.ts'
import type { LocatedJson } from '../../json/located-json.ts'
import { lintPolicy, type LintOptions } from '../../lint.ts'
import { isShown, type PlacedFinding } from '../../reporters/findings.ts'
import { replaceFile } from '../replace-file.ts'
import { ignoreOf, moved, type Ignore } from './ignores.ts'

export interface FixedFile {
  readonly source: LocatedJson
  /** The fixed findings, with their original locations, in the order of the file. */
  readonly fixed: readonly PlacedFinding[]
  /** What to ignore in the new content of the file. */
  readonly ignores: readonly Ignore[]
}

export interface FixOptions extends LintOptions {
  readonly isVerbose: boolean
}

/**
 * Fixes findings that are shown and not ignored. Writes the file if it changed.
 *
 * @throws CommandError if the file cannot be written
 */
export async function fixFile (path: string, source: LocatedJson, given: readonly Ignore[], options: FixOptions): Promise<FixedFile> {
  let ignores = given
  // Each round shifts the offsets of the following rounds.
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
