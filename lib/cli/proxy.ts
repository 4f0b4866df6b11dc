/** `proxy <proxy> <file>`: writes the configuration of a proxy, for responses that the proxy itself makes. */
import type { CorsPolicy } from '../../types/policy.ts'
import { PROXIES, renderProxyConfiguration, type CorsProxy } from '../proxy.ts'
import { validatePolicy } from '../validate.ts'
import type { CommandValues } from './arguments.ts'
import { CommandError, EXIT, UsageError, type Io } from './io.ts'
import { withSubject } from './load-input.ts'
import { assertDifferentFile, writeOutput } from './output-file.ts'

/** Prints the configuration or writes it to a file. */
export async function proxyCommand ([proxy, file, ...others]: readonly string[], { out, export: name }: CommandValues, io: Io): Promise<number> {
  const names = `Use ${PROXIES.join(', ')}.`
  if (proxy === undefined) throw new UsageError(`The command proxy needs the name of a proxy. ${names}`)
  if (!(PROXIES as readonly string[]).includes(proxy)) throw new UsageError(`The proxy ${JSON.stringify(proxy)} is unknown. ${names}`)
  if (file === undefined || others.length > 0) throw new UsageError('The command proxy needs one policy file.')
  if (out !== undefined) await assertDifferentFile([file], out, io)
  const text = await withSubject(file, io, subject => {
    if (subject.kind === 'application') throw new CommandError('The file is an application. Use its policy document, as a JSON file or as a module.')
    validatePolicy(subject.document)
    return renderProxyConfiguration(subject.document as CorsPolicy, proxy as CorsProxy)
  }, name)
  await writeOutput(text, out, io)
  return EXIT.fine
}
