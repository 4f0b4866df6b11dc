/** Records the applications of Express 4 and 5, and lists their middlewares and routes. */
import type { MiddlewareStep } from '../../migrate/proof/middleware-steps.ts'

/** A layer of a router: a middleware, another router, or a route. */
interface Layer {
  readonly handle: unknown
  readonly route?: { readonly path: unknown, readonly stack: ReadonlyArray<{ readonly method?: string, readonly handle: unknown }> }
}

interface Router {
  readonly stack: readonly Layer[]
}

interface Application {
  readonly _router?: Router
  readonly router?: Router
  readonly parent?: unknown
}

type Method = (this: unknown, ...args: unknown[]) => unknown

/** What `require('express')` exports. */
export interface Express {
  readonly application: Record<'init' | 'use', Method>
  readonly Router: Router & { use?: Method, readonly prototype: { use: Method } }
}

/** Applications of Express that are made while it records. */
export class ExpressRecorder {
  readonly #applications: Application[] = []
  readonly #paths = new WeakMap<Layer, unknown>()
  readonly #mounted = new WeakMap<Layer, Application>()
  readonly #isOld: boolean
  readonly #undo: Array<() => void>

  /** The function of Express that makes applications. */
  readonly make: Express

  /** Records each `use` until `end()` is called, because routers do not keep the paths at which they mount. */
  constructor (express: Express) {
    const { application, Router } = this.make = express
    const applications = this.#applications
    // In Express 4, a router inherits from the function that makes routers.
    this.#isOld = typeof Router.use === 'function'
    const prototype = (this.#isOld ? Router : Router.prototype) as { use: Method }
    this.#undo = [
      wrapped(application, 'init', self => { applications.push(self as Application) }),
      wrapped(prototype, 'use', (self, args) => {
        const [first] = [args[0]].flat(Infinity)
        for (const layer of lastLayers(self as Router, args)) this.#paths.set(layer, typeof first === 'function' ? '/' : args[0])
      }),
      wrapped(application, 'use', (self, args) => {
        const functions = args.flat(Infinity).filter(value => typeof value === 'function')
        for (const [i, layer] of lastLayers(this.#routerOf(self as Application)!, args).entries()) {
          if ('handle' in functions[i]! && 'set' in functions[i]) this.#mounted.set(layer, functions[i] as unknown as Application)
        }
      })
    ]
  }

  end (): void {
    for (const undo of this.#undo) undo()
  }

  /**
   * Lists the steps of the application with the most of them that is not mounted in another one.
   *
   * @param useOf  the number of the use that made a middleware; undefined for others
   */
  steps (useOf: (middleware: unknown) => number | undefined): readonly MiddlewareStep[] {
    const lists = this.#applications.filter(({ parent }) => parent === undefined).map(application => [...this.#stepsOf(this.#routerOf(application), '', useOf, new Set())])
    return lists.reduce<readonly MiddlewareStep[]>((most, steps) => steps.length > most.length ? steps : most, [])
  }

  // Express 4 has a getter of this name that throws.
  #routerOf (application: Application): Router | undefined {
    return this.#isOld ? application._router : application.router
  }

  * #stepsOf (router: Router | undefined, prefix: string, useOf: (middleware: unknown) => number | undefined, above: ReadonlySet<unknown>): Generator<MiddlewareStep> {
    if (above.has(router)) return
    for (const layer of router?.stack ?? []) {
      const { handle, route } = layer
      for (const path of textsOf(route === undefined ? this.#paths.get(layer) : route.path).map(path => joined(prefix, path))) {
        if (route !== undefined) {
          yield * routeSteps(path, route.stack, useOf)
          continue
        }
        const mounted = this.#mounted.get(layer)
        const inner = mounted === undefined ? handle as Router : this.#routerOf(mounted)
        const use = useOf(handle)
        if (use !== undefined) yield stepOf(path, true, undefined, use)
        else if (Array.isArray(inner?.stack)) yield * this.#stepsOf(inner, path, useOf, new Set([...above, router]))
      }
    }
  }
}

/** Of the functions of a route, the last one for a method is the handler. */
function * routeSteps (path: string, stack: NonNullable<Layer['route']>['stack'], useOf: (middleware: unknown) => number | undefined): Generator<MiddlewareStep> {
  for (const [i, { method, handle }] of stack.entries()) {
    const use = useOf(handle)
    const isLast = stack.findLastIndex(other => other.method === method) === i
    if (use !== undefined || isLast) yield stepOf(path, false, method?.toUpperCase(), use)
  }
}

/** In Express 4 "*" and in Express 5 "/*name" or "/{*name}" at the end stand for everything below. */
function stepOf (path: string, isPrefix: boolean, method: string | undefined, use: number | undefined): MiddlewareStep {
  const whole = path.replace(/\/?(?:\*\w*|\{\*\w+\}|\(\.\*\))$/, '')
  return { path: whole === '/' ? '' : whole, isPrefix: isPrefix || whole !== path, method, use }
}

function joined (prefix: string, path: string): string {
  return path === '/' && prefix !== '' ? prefix : `${prefix}${path}`.replaceAll(/\/{2,}/g, '/')
}

/** Paths that are regular expressions have a text that no URL has. */
function textsOf (path: unknown): readonly string[] {
  return [path].flat(Infinity).map(String)
}

/** The layers that a call of `use` has added, one for each function. */
function lastLayers ({ stack }: Router, args: readonly unknown[]): readonly Layer[] {
  return stack.slice(-args.flat(Infinity).filter(value => typeof value === 'function').length)
}

/** Replaces a method by one that does the same, and then records. */
function wrapped (object: object, name: string, record: (self: unknown, args: readonly unknown[]) => void): () => void {
  const methods = object as Record<string, Method>
  const original = methods[name]!
  methods[name] = function (...args) {
    const result = Reflect.apply(original, this, args)
    record(this, args)
    return result
  }
  return () => { methods[name] = original }
}
