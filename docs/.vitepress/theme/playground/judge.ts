/** What is wrong with the text of a policy document, and what its author should know, with positions in the text. */
import { parseJson } from '../../../../lib/cli/json-file.ts'
import { CorsPolicyError } from '../../../../lib/errors.ts'
import { editsOf, type TextEdit } from '../../../../lib/json/edits.ts'
import { locatedJson, type LocatedJson } from '../../../../lib/json/located-json.ts'
import { lintPolicy } from '../../../../lib/lint.ts'
import { validatePolicy } from '../../../../lib/validate.ts'
import { keysOf } from '../../../../lib/validate/issue.ts'
import type { CorsPolicyDocument } from '../../../../types/policy.ts'
import type { CorsFix, CorsSeverity } from '../../../../types/report.ts'

export interface Remark {
  readonly id: string
  readonly severity: CorsSeverity
  readonly message: string
  /** Offsets in the text. */
  readonly from: number
  readonly to: number
  /** The edits that correct it, in the order of the text; undefined if no change is known. */
  readonly edits: readonly TextEdit[] | undefined
}

export interface Judgment {
  /** Undefined if the text is not a valid document. */
  readonly document: CorsPolicyDocument | undefined
  /** In the order of the document. */
  readonly remarks: readonly Remark[]
}

/** Reads a text as JSON with comments, validates it, and lints it as for production. Never throws. */
export function judge (text: string): Judgment {
  const source = locatedJson(text, true)
  const parsed = parseJson(source)
  if ('issue' in parsed) {
    const { id, message, line = 1, column = 1 } = parsed.issue
    const from = text.split('\n').slice(0, line - 1).reduce((offset, before) => offset + before.length + 1, column - 1)
    return { document: undefined, remarks: [{ id, severity: 'error', message, from, to: Math.min(from + 1, text.length), edits: undefined }] }
  }
  try {
    const document = validatePolicy(parsed.value)
    const remarks = lintPolicy(document, { production: true }).map(({ id, severity, message, path, fix }): Remark =>
      ({ id, severity, message, ...placeOf(source, path), edits: fix === null ? undefined : editsOf([fix], source) }))
    return { document, remarks }
  } catch (error) {
    if (!(error instanceof CorsPolicyError)) throw error
    const remarks = error.issues.map(({ id, message, path, fix }): Remark =>
      ({ id, severity: 'error', message, ...placeOf(source, path), edits: fix === undefined ? undefined : editsOfIssue(source, fix) }))
    return { document: undefined, remarks }
  }
}

/** The position of a value: of its name if the value is long, and of the start of the closest object or list if it is missing. */
function placeOf ({ nodeAt }: LocatedJson, path: string): { readonly from: number, readonly to: number } {
  const node = nodeAt(path)
  const isLong = node.type === 'object' || node.type === 'array'
  const shown = isLong && node.parent?.type === 'property' ? node.parent.children![0]! : node
  return { from: shown.offset, to: shown.offset + (isLong && shown === node ? 1 : shown.length) }
}

function editsOfIssue (source: LocatedJson, fix: CorsFix): readonly TextEdit[] {
  if (fix.op === 'move') {
    const name = source.nodeAt(fix.from).parent!.children![0]!
    return [{ start: name.offset, end: name.offset + name.length, text: JSON.stringify(keysOf(fix.path).at(-1)) }]
  }
  // Validation adds nothing.
  return fix.op === 'add' ? [] : editsOf([fix], source)
}
