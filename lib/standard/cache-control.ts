/** The header Cache-Control: https://www.rfc-editor.org/rfc/rfc9111.html#section-5.2 */
import { isToken } from './headers.ts'

/** Without a backslash and without a comma, which a list of header names has. */
const QUOTED = /^"[ !#-[\]-~]*"$/

/** Whether a text is a list of cache directives: https://www.rfc-editor.org/rfc/rfc9111.html#section-5.2 */
export function isCacheControl (text: string): boolean {
  return text.split(',').every((directive) => {
    const [name = '', value, ...more] = directive.trim().split('=')
    return isToken(name) && more.length === 0 && (value === undefined || isToken(value) || QUOTED.test(value))
  })
}
