import type { ApplicationRule } from '../rule.ts'

export const hijackDecorated: ApplicationRule = {
  id: 'hijack-decorated',
  severity: 'warning',
  about: 'application',
  summary: 'another plugin has decorated `reply.hijack`',
  why: 'Fastify does not write the headers of a hijacked reply, so this plugin writes its headers in `reply.hijack()`. If another ' +
    'plugin replaces that function, hijacked replies have no CORS headers and pages cannot read them.',
  recommendation: 'Write `reply.getHeaders()` to the raw response, or remove the other decoration.',
  exceptions: 'No route hijacks its reply.',
  source: 'https://fastify.dev/docs/latest/Reference/Reply/#hijack',
  check ({ hasForeignHijack }, report) {
    if (hasForeignHijack) {
      report('', 'Another plugin has decorated `reply.hijack`, so hijacked replies have no CORS headers. Write `reply.getHeaders()` to ' +
        'the raw response.')
    }
  },
  bad: [`
app.decorateReply('hijack', function () { return this })
app.register(corsPlugin, { origins: ['https://app.example.com'] })`],
  good: [`
app.decorateReply('handOver', function () { return this.hijack() })
app.register(corsPlugin, { origins: ['https://app.example.com'] })`]
}
