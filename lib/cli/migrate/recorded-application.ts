/** Loads a module, and finds out from what it uses and from its routes what is configured for which place. */
import { pathToFileURL } from 'node:url'
import type { LoadedApplication } from '../../loaded-application.ts'
import { levelsOf } from '../../fastify/instances.ts'
import type { CommandValues } from '../arguments.ts'
import { attempt, closed, loadModule, type LoadedModule } from '../load-module.ts'
import { CommandError, type Io } from '../io.ts'
import { NOT_LOADED, partOf, type Configuration } from './configuration-part.ts'
import { recordEnvironment } from './environment-reads.ts'
import { fastifyApplication } from './fastify-application.ts'
import { libraryOf } from './libraries.ts'
import { middlewareApplication, stepsOf } from './middleware-application.ts'
import { record, type RecordedUse, type Recording } from './record-libraries.ts'

/** Milliseconds between two looks at an application that starts by itself, how long it can take, and how long without a use of the library. */
const INTERVAL = 200
const LONGEST_START = 10_000
const LONGEST_SILENCE = 5000

/** Milliseconds after which a module that still loads counts as one that waits for something, such as a database. */
const LONGEST_LOAD = 30_000

/**
 * @param path       absolute path of the module
 * @param variables  variables that replace those of the environment
 */
export async function ofModule (path: string, sourceCode: string, { from, export: exportName }: Pick<CommandValues, 'from' | 'export'>, variables: Readonly<Record<string, string>>, io: Io): Promise<Configuration> {
  const recording: Recording = { uses: [], express: [], hono: [] }
  const reads = new Set<string>()
  const undo = record(path, recording)
  const forget = recordEnvironment(reads, variables)
  const restoreOutput = io.divert?.()
  let loaded: LoadedModule | undefined
  let application: LoadedApplication | undefined
  try {
    await attempt('The module cannot be loaded', () => inTime(import(pathToFileURL(path).href)))
    loaded = await attempt(`The ${exportName === undefined ? 'default export' : `export ${exportName}`} cannot be used`, () => loadedBy(path, exportName, recording))
    if (loaded?.kind === 'document' && from !== undefined) {
      const { library, version } = libraryOf(from)
      return { ...NOT_LOADED, parts: [partOf(library, version, loaded.document, io)], reads, path, sourceCode }
    }
    application = loaded?.kind === 'application' ? loaded.application : startedBy(recording)
    if (application !== undefined) await attempt('The application does not start', () => application!.ready())
    if (recording.uses.length === 0) {
      throw new CommandError('The module uses neither @fastify/cors nor cors nor hono/cors. Export the options of another library, and name it with --from.')
    }
    const found = application === undefined ? middlewareApplication(recording) : fastifyApplication(application, recording.uses)
    return { ...found, reads, path, sourceCode }
  } finally {
    undo()
    forget()
    if (application !== undefined) await closed(application)
    restoreOutput?.()
  }
}

/** Rejects if the promise takes too long. */
function inTime<T> (promise: Promise<T>): Promise<T> {
  let alarm: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    alarm = setTimeout(() => reject(new Error('It still waits for something, such as a database, after 30 seconds')), LONGEST_LOAD)
  })
  return Promise.race([promise, late]).finally(() => { clearTimeout(alarm) })
}

/** What the module exports. An application of another framework is only recorded. Without a usable export, the module may start by itself. */
async function loadedBy (path: string, exportName: string | undefined, recording: Recording): Promise<LoadedModule | undefined> {
  const { uses } = recording
  if (uses.some(isMiddleware)) return undefined
  try {
    const loaded = await loadModule(path, exportName)
    // A CommonJS module without exports exports an empty object.
    if (loaded.kind === 'document' && Object.keys(loaded.document).length === 0) await settled(recording)
    return uses.some(isMiddleware) ? undefined : loaded
  } catch (error) {
    await settled(recording)
    if (uses.length === 0 || exportName !== undefined) throw error
    return undefined
  }
}

function isMiddleware ({ middleware }: RecordedUse): boolean {
  return middleware !== undefined
}

/** Waits until an application that starts by itself has used the library and adds no more routes, or until nothing runs. */
async function settled (recording: Recording): Promise<void> {
  let before = ''
  for (let waited = 0; waited < LONGEST_START; waited += INTERVAL) {
    await new Promise(resolve => { setTimeout(resolve, INTERVAL) })
    const now = `${recording.uses.length} ${stepsOf(recording).length}`
    if (recording.uses.length > 0 ? now === before : waited >= LONGEST_SILENCE || isIdle()) return
    before = now
  }
}

/** Whether nothing but the streams of the process and this timer is active. */
function isIdle (): boolean {
  return process.getActiveResourcesInfo().filter(name => !/^(?:TTY|Pipe)/.test(name)).length <= 1
}

/** The application that a recorded plugin is registered in, if the module does not export it. */
function startedBy ({ uses }: Recording): LoadedApplication | undefined {
  const [instance] = uses.flatMap(({ instance }) => instance ?? [])
  return instance === undefined ? undefined : [...levelsOf(instance as Parameters<typeof levelsOf>[0])].at(-1) as LoadedApplication | undefined
}
