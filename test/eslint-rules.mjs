/** ESLint's own rules, for oxlint: `oxlint.config.mjs` says which it needs. */
import { builtinRules } from 'eslint/use-at-your-own-risk'

export default { meta: { name: 'eslint-core' }, rules: Object.fromEntries(builtinRules) }
