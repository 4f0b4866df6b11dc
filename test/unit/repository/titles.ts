/** The titles of tests, as they are in the sources. */
import { nodesOf } from './syntax.ts'

/** Returns the source of the first argument of each `t.test(…)`. */
export function titlesIn (text: string): string[] {
  const titles: string[] = []
  for (const { node, textOf } of nodesOf(text)) {
    if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression' || textOf(node.callee.property) !== 'test') continue
    const title = node.arguments[0]
    if (title !== undefined && title.type !== 'ArrowFunctionExpression') titles.push(textOf(title))
  }
  return titles
}
