/** Where the documentation explains what messages and reports name. The base addresses are here and nowhere else. */

const PACKAGE = 'fastify-cors-policy'

/** Explains every reason to reject a policy, under a heading with its id. */
export const ERRORS_PAGE = 'docs/errors.md'
/** Lists the rules of lint. Each has a page of its own. */
export const RULES_PAGE = 'docs/rules.md'
/** Explains every probe of the checker. */
export const PROBES_PAGE = 'docs/checks.md'

/** Returns the path of a page in an installed package, for messages: short, and readable without a network. */
export function installedPage (page: string): string {
  return `${PACKAGE}/${page}`
}

/** Returns the URL of a page in the given version of the package, for reports that are read elsewhere. */
export function pageUrl (page: string, version: string): string {
  return `https://unpkg.com/${PACKAGE}@${version}/${page}`
}
