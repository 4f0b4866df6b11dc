/** Reads the two policies of a difference. */
import type { CorsPolicyDiff } from '../../../types/diff.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import type { LocatedJson } from '../../json/located-json.ts'
import type { PlacedIssue } from '../../reporters/issues.ts'
import { validatePolicy } from '../../validate.ts'
import { isInstance } from '../load-module.ts'
import { CommandError, type Io } from '../io.ts'
import { InvalidPolicyError, withSubject } from '../load-input.ts'

/** A file with a valid policy. */
export interface ValidFile {
  readonly file: string
  readonly document: CorsPolicyDocument
  /** The parsed text. Undefined if the file is not JSON. */
  readonly source: LocatedJson | undefined
}

/** A file with an invalid policy. */
export interface InvalidFile {
  readonly file: string
  readonly issues: readonly PlacedIssue[]
}

/** The difference, or the files with an invalid policy. */
export type DiffResult = { readonly diff: CorsPolicyDiff } | { readonly invalid: readonly InvalidFile[] }

/** @throws CommandError if the file cannot be opened, or has an application */
export async function readPolicy (file: string, exportName: string | undefined, io: Io): Promise<ValidFile | InvalidFile> {
  try {
    return await withSubject(file, io, subject => {
      if (subject.kind === 'document') return { file, document: validatePolicy(subject.document), source: subject.source }
      throw new CommandError(`The ${exportName === undefined ? 'default export' : `export ${exportName}`} is an application. Use a policy here, and --app for the application.`)
    }, exportName)
  } catch (error) {
    if (isInstance(error, InvalidPolicyError)) return { file, issues: error.issues }
    throw error
  }
}

/** Returns the files that have an invalid policy; undefined if there are none. */
export function invalidFilesOf (files: ReadonlyArray<object | InvalidFile>): readonly InvalidFile[] | undefined {
  const invalid = files.filter((file): file is InvalidFile => 'issues' in file)
  return invalid.length === 0 ? undefined : invalid
}
