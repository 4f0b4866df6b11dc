/** Prints the CPU time of making an application of so many routes ready, in microseconds: `starting.mjs ROUTES [with]`. */
import corsPlugin from 'fastify-cors-policy'
import fastify from 'fastify'

const [, , routes = '', contender] = process.argv
const before = process.cpuUsage()
const app = fastify()
if (contender === 'with') await app.register(corsPlugin, { origins: ['https://app.example.com'] })
for (let i = 0; i < Number(routes); i++) app.get(`/orders-${i}`, () => [])
await app.ready()
const { user, system } = process.cpuUsage(before)
console.log(user + system)
