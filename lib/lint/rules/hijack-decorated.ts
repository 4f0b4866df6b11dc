import type { ApplicationRule } from '../rule.ts'

/** Two plugins at one door. */
export const hijackDecorated: ApplicationRule = {
  id: 'hijack-decorated',
  severity: 'warning',
  about: 'application',
  summary: 'another plugin has decorated `reply.hijack`',
  why: 'Fastify writes none of a hijacked reply\'s headers, so this plugin hands its own over in `reply.hijack()`. Where another plugin has ' +
    'put its own function there, hijacked replies carry no CORS headers, and pages cannot read them.',
  recommendation: 'Write `reply.getHeaders()` to the raw response, or take the other decoration out.',
  exceptions: 'No route hijacks its reply.',
  source: 'https://fastify.dev/docs/latest/Reference/Reply/#hijack',
  check ({ hasForeignHijack }, report) {
    if (hasForeignHijack) {
      report('', 'another plugin has decorated reply.hijack, so hijacked replies carry no CORS headers. Write reply.getHeaders() to the raw response.')
    }
  },
  bad: [`
app.decorateReply('hijack', function () { return this })
app.register(corsPlugin, { origins: ['https://app.example.com'] })`],
  good: [`
app.decorateReply('handOver', function () { return this.hijack() })
app.register(corsPlugin, { origins: ['https://app.example.com'] })`]
}
