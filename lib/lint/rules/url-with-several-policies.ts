import type { ApplicationRule } from '../rule.ts'

/** What a browser remembers of a URL holds for all its methods. */
export const urlWithSeveralPolicies: ApplicationRule = {
  id: 'url-with-several-policies',
  severity: 'warning',
  about: 'application',
  summary: 'the methods of one URL have different policies',
  why: 'A browser remembers what a preflight allows for the whole URL and for the origin, not for the route: what one method\'s policy ' +
    'allows, another method\'s request may be sent with, and GET, HEAD and POST are sent without asking at all.',
  recommendation: 'Give all methods of one URL the same policy, or put what is for others under a URL of its own.',
  exceptions: 'The policies admit the same origins and differ only in what pages may read, such as exposed headers.',
  source: 'https://fetch.spec.whatwg.org/#concept-cache',
  check ({ mixedUrls }, report) {
    for (const url of mixedUrls) {
      report('', `${url}: different policies at one URL, and a browser remembers a preflight for the whole URL. Give all its methods one policy.`)
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
