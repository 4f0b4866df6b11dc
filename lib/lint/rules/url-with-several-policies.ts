import type { ApplicationRule } from '../rule.ts'

export const urlWithSeveralPolicies: ApplicationRule = {
  id: 'url-with-several-policies',
  severity: 'warning',
  about: 'application',
  summary: 'the methods of one URL have different policies',
  why: 'A browser caches a preflight response for the origin and the URL, not for the route. A request of one method may therefore be ' +
    'sent with what the policy of another method allows. GET, HEAD and POST can be sent without a preflight.',
  recommendation: 'Give all methods of a URL the same policy, or use a separate URL for each policy.',
  exceptions: 'The policies allow the same origins and differ only in what pages can read, such as exposed headers.',
  source: 'https://fetch.spec.whatwg.org/#concept-cache',
  check ({ mixedUrls }, report) {
    for (const url of mixedUrls) {
      report('', `${url} have different policies, but browsers cache a preflight for the whole URL. Give all methods of the URL the ` +
        'same policy.')
    }
  },
  bad: [`
app.register(corsPlugin, { origins: ['https://app.example.com'] })
app.register(async app => {
  app.get('/orders', { config: { cors: { origins: '*' } } }, handler)
  app.put('/orders', handler)
})`],
  good: [`
app.register(corsPlugin, { origins: ['https://app.example.com'] })
app.register(async app => {
  app.get('/prices', { config: { cors: { origins: '*' } } }, handler)
  app.put('/orders', { config: { cors: { allowedHeaders: ['Content-Type'] } } }, handler)
})`]
}
