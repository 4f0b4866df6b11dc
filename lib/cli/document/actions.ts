/** The actions of the command `document`. */
import type { CorsDocumentWriter, CorsPublication, CorsVersionedDocumentWriter } from '../../../types/document-store.ts'
import type { CorsPolicyDocument } from '../../../types/policy.ts'
import { locatedJson } from '../../json/located-json.ts'
import { rememberedOfDocument } from '../../remembered-policy.ts'
import { issuesOrThrow } from '../../errors.ts'
import { escapeText } from '../../text/escape.ts'
import { jsonText } from '../../text/json.ts'
import { validatePolicy } from '../../validate.ts'
import type { CommandValues } from '../arguments.ts'
import { UsageError, type Io } from '../io.ts'
import { parseJson, placed } from '../json-file.ts'
import { InvalidPolicyError, STDIN, inputText } from '../load-input.ts'

/** The writer of a store, which can keep versions. */
export type AnyDocumentWriter = CorsDocumentWriter & Partial<CorsVersionedDocumentWriter>

export interface DocumentActionResult {
  readonly text: string
  readonly data: object
}

/** Reads the arguments, so that an invalid one changes nothing, and returns the work. */
type Action = (args: readonly string[], values: CommandValues, io: Io) => Promise<(writer: AnyDocumentWriter) => Promise<DocumentActionResult>>

export const DOCUMENT_ACTIONS: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['publish', async ([file, ...others], { note }, io) => {
    if (file === undefined || others.length > 0) throw new UsageError('The action publish needs one file.')
    const document = await readDocument(file, io)
    return async (writer) => resultOf(await writer.publish(document, note))
  }],
  ['show', async (args, { note }) => {
    assertNone('show', args, note)
    return async (writer) => {
      const document = await writer.read()
      return { text: jsonText(document), data: { document } }
    }
  }],
  ['history', async (args, { note }) => {
    assertNone('history', args, note)
    return async (writer) => {
      const versions = await versioned(writer).history()
      const text = versions.map(({ version, at, digest, note }) => `${version}  ${at}  ${digest}${note === '' ? '' : `  ${escapeText(note)}`}\n`).join('')
      return { text, data: { versions } }
    }
  }],
  ['roll-back', async ([version, ...others], { note }) => {
    if (version === undefined || others.length > 0 || !/^[1-9]\d{0,14}$/.test(version)) {
      throw new UsageError('The action roll-back needs the number of one version. The action history lists the versions.')
    }
    return async (writer) => resultOf(await versioned(writer).rollBack(Number(version), note))
  }]
])

function assertNone (action: string, args: readonly string[], note: string | undefined): void {
  if (args.length > 0) throw new UsageError(`The action ${action} has no arguments.`)
  if (note !== undefined) throw new UsageError(`--note is not for the action ${action}.`)
}

function versioned (writer: AnyDocumentWriter): CorsVersionedDocumentWriter {
  if (writer.rollBack !== undefined) return writer as CorsVersionedDocumentWriter
  throw new UsageError('A file has no versions. Keep it in version control, or use Redis or PostgreSQL.')
}

/** Reads a file, and validates it with the positions of its issues. */
async function readDocument (file: string, io: Io): Promise<CorsPolicyDocument> {
  const text = await inputText(file, io)
  const source = locatedJson(text, file === STDIN || /\.jsonc$/i.test(file))
  const parsed = parseJson(source)
  if ('issue' in parsed) throw new InvalidPolicyError([parsed.issue])
  try {
    return validatePolicy(parsed.value)
  } catch (error) {
    throw new InvalidPolicyError(placed(issuesOrThrow(error), source))
  }
}

/** What has changed, and what browsers and caches remember of the document before. */
function resultOf ({ previous, ...publication }: CorsPublication): DocumentActionResult {
  const { version, digest, isNew } = publication
  const remembered = isNew && previous !== undefined ? rememberedOfDocument(previous) : null
  const which = version === undefined ? 'The document' : `Version ${version}`
  const lines = [`${which} ${isNew ? 'is published' : 'is in the store already'}: ${digest}`, ...remembered?.advice ?? []]
  return { text: `${lines.join('\n')}\n`, data: { ...publication, version: version ?? null, previous: previous ?? null, remembered } }
}
