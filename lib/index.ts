/** The door: the plugin as default export and as what `require` gives, the other exports by name. */
import { compilePolicy } from './compile.ts'
import { decide } from './decide.ts'
import { CorsPolicyError } from './errors.ts'
import { originsFromList } from './origins-from-list.ts'
import { corsPlugin as plugin } from './plugin.ts'
import { validatePolicy } from './validate.ts'

/**
 * The plugin; CommonJS code destructures what `require` gives, so the function carries the named exports too.
 *
 * @hidden it is documented as `corsPlugin`
 */
const corsPlugin = Object.assign(plugin, {
  corsPlugin: plugin,
  compilePolicy,
  decide,
  validatePolicy,
  originsFromList,
  CorsPolicyError
})

export default corsPlugin
export { corsPlugin as 'module.exports', corsPlugin, compilePolicy, decide, validatePolicy, originsFromList, CorsPolicyError }
export type { CorsPolicyErrorCode } from './errors.ts'
export type { Reach } from './validate/choice.ts'
export type * from '../types/policy.ts'
export type * from '../types/decision.ts'
export type * from '../types/report.ts'
export type * from '../types/fastify.ts'
