/** The documentation of an application's policies, and the route that serves it as an HTML page. */
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { CorsDocumentation, DocumentedGuard } from '../../types/documentation.ts'
import type { CorsDocsOptions } from '../../types/plugin-options.ts'
import type { Scope } from '../routes/scope.ts'
import type { Effective } from '../routes/types.ts'
import { documentApplication, type ApplicationPolicies, type EffectivePolicy } from '../docs/application.ts'
import { documentationPage, type DocumentationPage } from '../docs/html.ts'
import type { Application } from './application.ts'
import type { BootedApplication } from './booted-application.ts'
import { documentedGuards } from './guards.ts'
import { lintApplication } from './lint.ts'
import { resolveRequest } from './resolve-request.ts'

/** Documents an application that has booted. */
export function documentationOf (application: BootedApplication): CorsDocumentation {
  return documentApplication(policiesOf(application, lintApplication(application)))
}

function policiesOf (application: BootedApplication, findings: ApplicationPolicies['findings']): ApplicationPolicies {
  const { scopes, sources, table } = application
  const guardsAt = (config: object | undefined): readonly DocumentedGuard[] => documentedGuards(application.guardsAt(config))
  return {
    scopes: scopes.map(({ app, policy, document }) => ({ prefix: app.prefix, policy, policies: document.policies ?? {} })),
    routes: table.routes.map(entry => {
      const { method, pattern, constraints } = entry.route
      return { method, url: pattern, constraints, ...effective(entry), guards: guardsAt(entry.route.config) }
    }),
    notFound: table.notFound.map(entry => ({ prefix: entry.prefix, ...effective(entry), guards: guardsAt(entry.config) })),
    sources: new Map([...sources].map(([name, { source }]) => [name, source.description])),
    methodsAt: (path, host) => table.at(path, host).keys(),
    situationAt: (method, path, host) => resolveRequest(application, method, path, host),
    findings
  }
}

function effective ({ choice }: Effective): Omit<EffectivePolicy, 'guards'> {
  return { policy: choice?.policy ?? false, from: choice?.from ?? 'none' }
}

/** Adds the route. The page is generated once for the policies in place, at the first request. */
export function addDocsRoute (app: FastifyInstance, application: Application, scope: Scope, { url, title = 'CORS policies' }: CorsDocsOptions): void {
  application.registrations.pages.push({ option: 'docs', scope, url: `${app.prefix}${url}` })
  let page: Promise<DocumentationPage> | undefined
  let documented: BootedApplication | undefined
  // Fastify has no type for the options of @fastify/swagger.
  app.get(url, { config: { cors: false }, schema: { hide: true } as object }, async (_request, reply) => {
    if (documented !== application.booted) page = undefined
    documented = application.booted
    page ??= pageOf(app, title)
    return sendPage(reply, await page)
  })
}

async function pageOf (app: FastifyInstance, title: string): Promise<DocumentationPage> {
  return documentationPage(await app.cors.documentation(), undefined, { title, details: [madeText()] })
}

/** Where and when a page was made. */
export function madeText (): string {
  return `Made in the environment ${process.env['NODE_ENV'] ?? 'development'} at ${new Date().toISOString()}.`
}

/** Sends a page that nothing can embed or keep. */
export function sendPage (reply: FastifyReply, { html, contentSecurityPolicy }: DocumentationPage): FastifyReply {
  return reply
    .headers({
      'content-security-policy': `${contentSecurityPolicy}; frame-ancestors 'none'`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store'
    })
    .type('text/html; charset=utf-8')
    .send(html)
}
