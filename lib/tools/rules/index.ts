/** The rules, in the order in which their findings about one value are told. */
import type { Rule } from '../lint/rule.ts'
import { headerListedTwice } from './header-listed-twice.ts'
import { namedPolicyUnused } from './named-policy-unused.ts'
import { subdomainWildcardWithCredentials } from './subdomain-wildcard-with-credentials.ts'

export const RULES: readonly Rule[] = [
  // origins
  subdomainWildcardWithCredentials,
  // request headers, exposed headers
  headerListedTwice,
  // applications
  namedPolicyUnused
]
