/** Tests the options of a store of documents, and that `replace` is not for its documents. */
import Fastify from 'fastify'
import t from 'tap'
import { CorsPolicyError, corsPlugin, type CorsPluginOptions } from '../../../lib/index.ts'
import { ScriptedDocument } from './scripted-document.ts'
import { A, allows, application, B, documentOf, failureOf } from './followed-application.ts'

t.test('replace is for documents of the application', async (t) => {
  for (const store of [new ScriptedDocument(documentOf(A)), Object.assign(new ScriptedDocument(documentOf(A)), { description: undefined })]) {
    const { app } = application(store)
    t.teardown(() => app.close())
    await app.ready()
    const error: unknown = await app.cors.replace({ origins: [B] }).catch((error: unknown) => error)
    t.ok(error instanceof CorsPolicyError)
    t.match(error, { issues: [{ id: 'document-is-in-a-store', path: '', message: store.description === undefined ? /^The document comes from a store, / : /^The document comes from scripted store, / }] })
    t.ok(await allows(app, A))
  }
})

t.test('invalid options are reported together, before the store is read', async (t) => {
  const rows: readonly (readonly [options: object, issues: readonly (readonly [id: string, path: string])[]])[] = [
    [{ policy: 'cors.json' }, [['wrong-type', '/policy']]],
    [{ policy: undefined }, [['wrong-type', '/policy']]],
    [{ policy: {} }, [['wrong-type', '/policy']]],
    [{ policy: { origins: [A] } }, [['wrong-type', '/policy']]],
    [{ policy: null, origins: [A] }, [['document-is-given-twice', '/origins'], ['wrong-type', '/policy']]],
    [{ policy: new ScriptedDocument(), routes: {}, logLevl: 'info' }, [['document-is-given-twice', '/routes'], ['unknown-field', '/logLevl']]],
    [{ policy: { connect () {}, pollInterval: 0, deadline: 1.5, startDeadline: '1', lastGood: '' } }, [
      ['wrong-type', '/policy/pollInterval'], ['wrong-type', '/policy/deadline'], ['wrong-type', '/policy/startDeadline'], ['wrong-type', '/policy/lastGood']
    ]],
    [{ policy: { connect () {}, lastGood: 'a\0' } }, [['wrong-type', '/policy/lastGood']]],
    [{ policy: { connect () {}, lastGood: 7 }, logLevel: 'loud' }, [['wrong-type', '/logLevel'], ['wrong-type', '/policy/lastGood']]]
  ]
  for (const [options, issues] of rows) {
    const app = Fastify()
    app.register(corsPlugin, options as CorsPluginOptions)
    const error = await failureOf(app)
    t.ok(error instanceof CorsPolicyError)
    t.strictSame((error as CorsPolicyError).issues.map(({ id, path }) => [id, path]), issues)
  }
})
