/** `schema`: prints the JSON Schema of policy files. */
import { policyJsonSchema } from '../json-schema.ts'
import type { CommandValues } from './arguments.ts'
import { EXIT, type Io } from './io.ts'

/** Prints the schema. */
export async function schemaCommand (_file: string, _values: CommandValues, io: Io): Promise<number> {
  io.stdout.write(`${JSON.stringify(policyJsonSchema(), null, 2)}\n`)
  return EXIT.fine
}
