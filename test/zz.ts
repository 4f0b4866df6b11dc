import Fastify from 'fastify'
import { corsPlugin } from '../lib/index.ts'
const DOCUMENT = { origins: ['https://a.test'], policies: { other: { origins: '*' } }, routes: { '/r1/*': 'other' } } as any
const wall = () => performance.now()
async function boot (kind: string, overrides: boolean) {
  globalThis.gc?.()
  const app = Fastify()
  const start = wall()
  if (kind === 'cors') app.register(corsPlugin, DOCUMENT)
  if (kind === 'awaited') await app.register(corsPlugin, DOCUMENT)
  if (kind === 'bareAwaited') await app.register(async () => {})
  for (let i = 0; i < 1000; i++) {
    const config = overrides && i % 10 === 0 ? { cors: { maxAge: i + 1 } } : {}
    app.route({ method: 'GET', url: `/r${i}/:id/item`, config, handler: async () => '' })
  }
  const declared = wall()
  await app.ready()
  const end = wall()
  await app.close()
  return [end - start, end - declared]
}
const KINDS = ['bare', 'cors', 'bareAwaited', 'awaited']
for (const o of [true, false]) {
  const r: Record<string, number[][]> = {}
  for (let i = 0; i < 20; i++) for (const k of KINDS) (r[k] ??= []).push(await boot(k, o))
  const min = (k: string, j: number) => Math.min(...r[k]!.slice(4).map(x => x[j]!)).toFixed(1)
  const med = (k: string, j: number) => r[k]!.slice(4).map(x => x[j]!).sort((a, b) => a - b)[8]!.toFixed(1)
  for (const k of KINDS) console.log(o, k, 'min', min(k, 0), min(k, 1), 'med', med(k, 0), med(k, 1))
}
