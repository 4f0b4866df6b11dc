/** What the JSON Schema does not know of the kinds of issues, as the table of rejected policies shows it. */
import { isJson } from '../../is-json.ts'
import { rejectedPolicies } from '../../rejected-policies.ts'

/** Two lists: the kinds of which it knows nothing, and those of which it knows something. Values that no JSON has are left out. */
export function schemaLimits (): string {
  const known = new Map<string, Set<boolean>>()
  for (const { document, issues, shape } of rejectedPolicies) {
    if (!isJson(document)) continue
    for (const { id } of issues) known.set(id, (known.get(id) ?? new Set()).add(shape))
  }
  const linked = (isKind: (shapes: ReadonlySet<boolean>) => boolean) =>
    [...known].filter(([, shapes]) => isKind(shapes)).map(([id]) => `[${id}](errors.md#${id})`).join(', ')
  const nothing = linked(shapes => !shapes.has(true))
  const something = linked(shapes => shapes.size === 2)
  return `- nothing of ${nothing};\n- something, and not all, of ${something}.\n`
}
