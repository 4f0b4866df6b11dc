/** The document that a registration starts with: that of its options, or that of its store. */
import type { FastifyInstance } from 'fastify'
import type { CorsPolicyDocument } from '../../types/policy.ts'
import { longestStart } from '../fastify/instances.ts'
import { readDocument } from './change-document.ts'
import { FollowedDocument } from './followed-document.ts'
import { namesOfSources, type Scope } from '../routes/scope.ts'
import type { ReadOptions } from './options.ts'

export interface FirstDocument {
  readonly document: CorsPolicyDocument
  readonly followed: FollowedDocument | undefined
}

/** @throws the errors of `FollowedDocument#start` */
export async function firstDocument (app: FastifyInstance, { document, store, sources }: ReadOptions, outer: Scope | undefined): Promise<FirstDocument> {
  if (document !== undefined) return { document, followed: undefined }
  const sourceNames = namesOfSources(sources, outer)
  const followed = new FollowedDocument(store!, app.log.child({ plugin: 'fastify-cors-policy' }), (input) => readDocument({ outer, sourceNames }, input))
  return { document: await followed.start(longestStart(app)), followed }
}
