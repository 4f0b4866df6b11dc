/** Documentation → Markdown: the routes as a table, then every policy in words and with its fields. */
import type { DocumentedChoice, DocumentedPolicy, CorsDocumentation } from '../../types/documentation.ts'
import { assertDocumentation } from './assert-documentation.ts'
import { exceptPhrase, methodsPhrase, OFF_CALLERS, OFF_TITLE, policiesById, prefixPhrase, rowsOf, sourceText, urlPhrase } from './rows.ts'
import { foreignMarkdown, phraseMarkdown, quotationMarkdown } from '../text/markdown.ts'

/**
 * Writes CommonMark with tables as GitHub has them; ends with a line break.
 *
 * @throws TypeError for what is no documentation, such as the promise of one
 */
export function renderMarkdown (documentation: CorsDocumentation): string {
  assertDocumentation(documentation, 'renderMarkdown')
  const known = policiesById(documentation)
  const cells = (choice: DocumentedChoice): string[] => {
    const policy = choice.policy === null ? undefined : known.get(choice.policy)
    return policy === undefined
      ? [OFF_TITLE, sourceText(choice), phraseMarkdown(OFF_CALLERS)]
      : [`[${phraseMarkdown(policy.title)}](#${policy.id})`, sourceText(choice), phraseMarkdown(policy.allowedOrigins)]
  }
  const routes = documentation.routes.flatMap(rowsOf).map(({ route, methods, choice }) =>
    [phraseMarkdown(urlPhrase(route)), phraseMarkdown(methodsPhrase(methods)), ...cells(choice)])
  const notFound = documentation.notFound.map(handler =>
    [phraseMarkdown(prefixPhrase(handler)), phraseMarkdown(exceptPhrase(handler)), ...cells(handler)])
  return [
    '# CORS policies\n',
    '## Who may call what\n',
    table(['URL', 'Methods', 'Policy', 'Chosen by', 'Who may call'], routes),
    ...notFound.length === 0
      ? []
      : [
          '## Where nothing is found\n',
          table(['URL', 'Methods', 'Policy', 'Chosen by', 'Who may call'], notFound)
        ],
    ...documentation.findings.length === 0
      ? []
      : [
          '## What lint finds\n',
          table(['Severity', 'Where', 'What', 'Rule'], documentation.findings.map(({ id, severity, where, what }) =>
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

function table (head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  return [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |\n`).join('')
}
