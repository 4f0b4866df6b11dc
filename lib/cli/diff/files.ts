/** Reads the two policies of a difference. */
import type { CorsPolicyDiff } from '../../../types/diff.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import type { JsonSource } from '../../json/source.ts'
import type { PlacedIssue } from '../../reporters/issues.ts'
import { validatePolicy } from '../../validate.ts'
import { isInstance } from '../application-module.ts'
import { CommandError, type Io } from '../io.ts'
import { InvalidPolicyError, withSubject } from '../load-input.ts'

/** A file with a valid policy. */
export interface ValidFile {
  readonly file: string
  readonly document: CorsPolicyDocument
  /** The parsed text. Undefined if the file is not JSON. */
  readonly source: JsonSource | undefined
}

/** A file with an invalid policy. */
export interface RefusedFile {
  readonly file: string
  readonly issues: readonly PlacedIssue[]
}

/** The difference, or the files with an invalid policy. */
export type DiffResult = { readonly diff: CorsPolicyDiff } | { readonly refused: readonly RefusedFile[] }

/** @throws CommandError if the file cannot be opened, or has an application */
export async function readPolicy (file: string, exportName: string | undefined, io: Io): Promise<ValidFile | RefusedFile> {
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

/** Returns those of the files that have an invalid policy; undefined if none has. */
export function refusedOf (files: ReadonlyArray<object | RefusedFile>): readonly RefusedFile[] | undefined {
  const refused = files.filter((file): file is RefusedFile => 'issues' in file)
  return refused.length === 0 ? undefined : refused
}
