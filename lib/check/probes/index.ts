/** All probes, in the order of the report. */
import type { Probe } from '../probe.ts'
import { allowCredentials } from './allow-credentials.ts'
import { allowOriginSyntax } from './allow-origin-syntax.ts'
import { allowedOrigins } from './allowed-origins.ts'
import { blockedOrigins } from './blocked-origins.ts'
import { browserBlocks } from './browser-blocks.ts'
import { cachePoisoning } from './cache-poisoning.ts'
import { content } from './content.ts'
import { cookies } from './cookies.ts'
import { credentialedCaching } from './credentialed-caching.ts'
import { dangerousOrigins } from './dangerous-origins.ts'
import { disclosure } from './disclosure.ts'
import { errors } from './errors.ts'
import { head } from './head.ts'
import { headerNames } from './header-names.ts'
import { listSyntax } from './list-syntax.ts'
import { maxAge } from './max-age.ts'
import { misplacedHeaders } from './misplaced-headers.ts'
import { notModified } from './not-modified.ts'
import { originConfusion } from './origin-confusion.ts'
import { originSpelling } from './origin-spelling.ts'
import { plainOptions } from './plain-options.ts'
import { policyDriftOrigins } from './policy-drift-origins.ts'
import { policyDrift } from './policy-drift.ts'
import { policyHeaders } from './policy-headers.ts'
import { preflightOverpermissive } from './preflight-overpermissive.ts'
import { preflightParsing } from './preflight-parsing.ts'
import { preflightPath } from './preflight-path.ts'
import { preflightUntrustedOrigin } from './preflight-untrusted-origin.ts'
import { preflights } from './preflights.ts'
import { reach } from './reach.ts'
import { redirects } from './redirects.ts'
import { consistency } from './consistency.ts'
import { untrustedOrigins } from './untrusted-origins.ts'
import { transport } from './transport.ts'
import { varyOrigin } from './vary-origin.ts'
import { webSockets } from './web-sockets.ts'

export const PROBES: readonly Probe[] = [
  // access
  reach,
  allowedOrigins,
  blockedOrigins,
  originSpelling,
  browserBlocks,
  untrustedOrigins,
  dangerousOrigins,
  originConfusion,
  policyDriftOrigins,
  webSockets,
  headerNames,
  consistency,
  // preflights
  preflights,
  preflightPath,
  preflightUntrustedOrigin,
  preflightOverpermissive,
  preflightParsing,
  plainOptions,
  policyDrift,
  // syntax
  allowOriginSyntax,
  allowCredentials,
  listSyntax,
  maxAge,
  misplacedHeaders,
  // caching
  varyOrigin,
  notModified,
  cachePoisoning,
  // errors
  errors,
  head,
  redirects,
  // security
  transport,
  content,
  policyHeaders,
  cookies,
  credentialedCaching,
  disclosure
]
