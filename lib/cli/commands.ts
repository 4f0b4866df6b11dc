/** The commands `validate` and `schema`. */
import { decoratorOf } from '../decorator.ts'
import { policyJsonSchema } from '../json-schema.ts'
import { withoutSources } from '../lookup/disabled.ts'
import { validatePolicy } from '../validate.ts'
import type { CommandValues } from './arguments.ts'
import { CommandError, EXIT, type Io } from './io.ts'
import { withSubject } from './load-input.ts'

/** Reports that a policy is valid. Throws if it is not. An application is valid if it has registered the plugin and starts, without its sources. */
export async function validateCommand (file: string, { format, export: name }: CommandValues, io: Io): Promise<number> {
  await withoutSources(() => withSubject(file, io, subject => {
    if (subject.kind === 'document') validatePolicy(subject.document)
    else if (decoratorOf(subject.application) === undefined) throw new CommandError('The application has not registered fastify-cors-policy.')
  }, name))
  io.stdout.write(format === 'json' ? `${JSON.stringify({ version: 1, valid: true, issues: [] }, null, 2)}\n` : `${file}: valid\n`)
  return EXIT.fine
}

/** Prints the schema. */
export async function schemaCommand (_file: string, _values: CommandValues, io: Io): Promise<number> {
  io.stdout.write(`${JSON.stringify(policyJsonSchema(), null, 2)}\n`)
  return EXIT.fine
}
