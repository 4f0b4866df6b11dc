/** Processes that answer questions, so that each contender has one of its own, as it has in production. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface Child {
  /** Asks one question at a time; rejects if the process ends before it answers. */
  ask (question?: unknown): Promise<unknown>
  end (): Promise<void>
}

/** A process of a test runner hands down how it is observed, which costs time. */
const OBSERVERS = /^(NODE_OPTIONS|NODE_V8_COVERAGE|_?TAP.*)$/

/** The variables that a measured process gets. */
export function quietEnvironment (): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !OBSERVERS.test(name))
  return Object.fromEntries(kept)
}

/**
 * Starts a file of this folder in a process of its own, and waits until it listens to questions.
 *
 * @param argument  what `argument` returns there; JSON
 * @param flags     of Node
 */
export async function startChild (file: string, argument: unknown, flags: readonly string[] = []): Promise<Child> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), [JSON.stringify(argument)], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: quietEnvironment(),
    execArgv: ['--import=./test/hooks.mjs', ...flags]
  })
  const exited = once(child, 'exit')
  const died = exited.then(([code, signal]) => { throw new Error(`${file} ended before it responded: ${code ?? signal}`) })
  died.catch(() => undefined)

  async function answer (): Promise<unknown> {
    const [message] = await Promise.race([once(child, 'message'), died])
    return (message as { readonly answer?: unknown }).answer
  }
  await answer()
  return {
    ask: async (question = null) => {
      const answered = answer()
      child.send({ question })
      return await answered
    },
    end: async () => {
      if (child.connected) child.disconnect()
      await exited
    }
  }
}

/** What this process was started with. */
export function argument<T> (): T {
  return JSON.parse(process.argv[2]!) as T
}

/** Answers questions until the process that asks them is done. */
export function answerWith (answer: (question: never) => unknown): void {
  process.on('message', async ({ question }: { readonly question: never }) => {
    process.send!({ answer: await answer(question) })
  })
  process.on('disconnect', () => process.exit())
  process.send!({})
}
