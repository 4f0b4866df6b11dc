/** Texts about a guard that refuses a request, for the log and for explanations. */

/** What a guard does. */
export const GUARD_RESPONDS = 'The guard of the route responds with 403, and the handler does not run.'

/** Why a guard refuses where CORS is off, and what to do. */
export const NOT_LISTED_BY_GUARD = 'CORS is off for this route, and the guard does not list the origin.'
export const LIST_IN_GUARD = 'add its origin to `alsoAllow` of the guard.'

/** What to do in place of a change of the policy: CORS was turned off there on purpose, so no policy is proposed. */
export const ADVICE_BEHIND_GUARD = `${NOT_LISTED_BY_GUARD} If the page is yours, ${LIST_IN_GUARD} ` +
  'To read the response, and to send requests that need a preflight, the page also needs a policy of the route that lists it.'
