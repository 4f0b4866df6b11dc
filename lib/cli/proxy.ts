/** `proxy <proxy> <file>`: writes the configuration of a proxy, for responses that the proxy itself makes, or compares it with a running proxy. */
import type { CorsPolicyDocument } from '../../types/policy.ts'
import { PROXIES, renderProxyConfiguration, type CorsProxy } from '../proxy.ts'
import { unstyled } from '../text/style.ts'
import { validatePolicy } from '../validate.ts'
import type { CommandValues } from './arguments.ts'
import { CommandError, EXIT, UsageError, type Io } from './io.ts'
import { withSubject } from './load-input.ts'
import { assertDifferentFile, writeOutput } from './output-file.ts'
import { assertNoCheckFlags, proxyReport } from './proxy/check-option.ts'
import { styleFor } from './style.ts'

/** Prints the configuration or writes it to a file. With `--check`, it is a report. */
export async function proxyCommand ([proxy, file, ...others]: readonly string[], values: CommandValues, io: Io): Promise<number> {
  const names = `Use ${PROXIES.join(', ')}.`
  if (proxy === undefined) throw new UsageError(`The command proxy needs the name of a proxy. ${names}`)
  if (!(PROXIES as readonly string[]).includes(proxy)) throw new UsageError(`The proxy ${JSON.stringify(proxy)} is unknown. ${names}`)
  if (file === undefined || others.length > 0) throw new UsageError('The command proxy needs one policy file.')
  const { out, check } = values
  if (check === undefined) assertNoCheckFlags(values)
  if (out !== undefined) await assertDifferentFile([file], out, io)
  const document = await withSubject(file, io, subject => {
    if (subject.kind === 'application') throw new CommandError('The file is an application. Write its policy into a JSON file, or export it from a module and name the export, such as --export policy.')
    return validatePolicy(subject.document) as CorsPolicyDocument
  }, values.export)
  const { text, status } = check === undefined
    ? { text: renderProxyConfiguration(document, proxy as CorsProxy), status: EXIT.fine }
    : await proxyReport(document, values, out === undefined ? styleFor(io) : unstyled)
  await writeOutput(text, out, io)
  return status
}
