/** The titles of tests, as they are in the sources. */
import ts from 'typescript'

/** Returns the source of the first argument of each `t.test(…)`. */
export function titlesIn (text: string): string[] {
  const titles: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === 'test') {
      const title = node.arguments[0]
      if (title !== undefined && !ts.isArrowFunction(title)) titles.push(title.getText())
    }
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile('test.ts', text, ts.ScriptTarget.Latest, true))
  return titles
}
