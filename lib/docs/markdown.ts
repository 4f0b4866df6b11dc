/** Writes documentation as Markdown: a table of routes, then every policy with a description and its fields. */
import type { DocumentedChoice, DocumentedPolicy, CorsDocumentation } from '../../types/documentation.ts'
import { assertDocumentation } from './assert-documentation.ts'
import { callersPhrase, exceptPhrase, methodsPhrase, OFF_TITLE, policiesById, prefixPhrase, rowsOf, sourceText, urlPhrase } from './rows.ts'
import { keyPhrase } from './source-phrases.ts'
import { foreignMarkdown, phraseMarkdown, quotationMarkdown } from '../text/markdown.ts'

/**
 * Writes CommonMark with GitHub tables, with a line break at the end.
 *
 * @throws TypeError if the argument is not a documentation, for example a promise
 */
export function renderMarkdown (documentation: CorsDocumentation): string {
  assertDocumentation(documentation, 'renderMarkdown')
  const known = policiesById(documentation)
  const cells = (choice: DocumentedChoice): string[] => {
    const policy = choice.policy === null ? undefined : known.get(choice.policy)
    const title = policy === undefined ? OFF_TITLE : `[${phraseMarkdown(policy.title)}](#${policy.id})`
    return [title, sourceText(choice), phraseMarkdown(callersPhrase(choice, policy))]
  }
  const routes = documentation.routes.flatMap(rowsOf).map(({ route, methods, choice }) =>
    [phraseMarkdown(urlPhrase(route)), phraseMarkdown(methodsPhrase(methods)), ...cells(choice)])
  const notFound = documentation.notFound.map(handler =>
    [phraseMarkdown(prefixPhrase(handler)), phraseMarkdown(exceptPhrase(handler)), ...cells(handler)])
  return [
    '# CORS policies\n',
    '## Policies of routes\n',
    table(['URL', 'Methods', 'Policy', 'Source', 'Allowed origins'], routes),
    ...notFound.length === 0
      ? []
      : [
          '## Not found\n',
          table(['URL', 'Methods', 'Policy', 'Source', 'Allowed origins'], notFound)
        ],
    ...documentation.sources.length === 0
      ? []
      : [
          '## Sources of origins\n',
          table(['Name', 'Store', 'Policies'], documentation.sources.map(({ name, description, uses }) => [
            phraseMarkdown([{ code: name }]),
            description === null ? '' : foreignMarkdown([description]),
            uses.map(({ policy, key }) => `[${phraseMarkdown(known.get(policy)!.title)}](#${policy})${phraseMarkdown(keyPhrase(key))}`).join(', ')
          ]))
        ],
    ...documentation.findings.length === 0
      ? []
      : [
          '## Findings of lint\n',
          table(['Severity', 'Location', 'Finding', 'Rule'], documentation.findings.map(({ id, severity, where, what }) =>
            [severity, phraseMarkdown(where), foreignMarkdown(what), `\`${id}\``]))
        ],
    '## Policies\n',
    ...documentation.policies.map(policyPart)
  ].join('\n')
}

function policyPart ({ id, title, policy, words, fields }: DocumentedPolicy): string {
  return [
    `### <a id="${id}"></a>${phraseMarkdown(title)}\n`,
    ...policy.description === undefined ? [] : [quotationMarkdown(policy.description)],
    words.map(sentence => `- ${phraseMarkdown(sentence)}\n`).join(''),
    table(['Field', 'Value'], fields.map(({ field, value, isDefault }) =>
      [`\`${field}\``, isDefault ? `not set: ${phraseMarkdown(value)}` : phraseMarkdown(value)]))
  ].join('\n')
}

export function table (head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  return [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |\n`).join('')
}
