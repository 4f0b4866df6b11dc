/** The document that a registration starts with: that of its options, or that of its store. */
import type { FastifyInstance } from 'fastify'
import type { CorsPolicyDocument } from '../../types/policy.ts'
import { longestStart } from '../fastify/instances.ts'
import { takeGivenDocument } from '../lookup/given-document.ts'
import { readDocument } from './change-document.ts'
import { FollowedDocument } from './followed-document.ts'
import { namesOfSources, type Scope } from '../routes/scope.ts'
import type { ReadOptions } from './options.ts'

export interface FirstDocument {
  readonly document: CorsPolicyDocument
  readonly followed: FollowedDocument | undefined
}

/**
 * Returns the document. A command can give the first registration another one than its store has.
 *
 * @throws the errors of `FollowedDocument#start`
 */
export async function firstDocument (
  app: FastifyInstance, { document, store, sources }: ReadOptions, outer: Scope | undefined, isFirst: boolean
): Promise<FirstDocument> {
  if (document !== undefined) return { document, followed: undefined }
  const sourceNames = namesOfSources(sources, outer)
  const given = isFirst ? takeGivenDocument() : undefined
  if (given !== undefined) return { document: readDocument({ outer, sourceNames }, given.document), followed: undefined }
  const followed = new FollowedDocument(store!, app.log.child({ plugin: 'fastify-cors-policy' }), (input) => readDocument({ outer, sourceNames }, input))
  return { document: await followed.start(longestStart(app)), followed }
}
