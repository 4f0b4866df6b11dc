/** Rules of ESLint that oxlint does not have, as a plugin for it. */
import { builtinRules } from 'eslint/use-at-your-own-risk'

export default {
  meta: { name: 'eslint-js' },
  rules: Object.fromEntries(['camelcase', 'no-restricted-syntax', 'no-undef-init', 'no-unmodified-loop-condition'].map(name => [name, builtinRules.get(name)]))
}
