/** The usage of the commands that read a policy. */
import { RULE_NAMES } from '../lint/ignores.ts'
import { CONFIGURED, DOCUMENT_OPTION, EXPORT_OPTION, FAIL_ON_OPTION, FILE, OUT_OPTION, TEXT_OR_JSON, WATCH_OPTION, type CommandUsage } from './types.ts'

export const VALIDATE_USAGE: CommandUsage = {
  argument: '<file…>',
  summary: 'validates a policy and lists every problem',
  synopsis: ['validate <file…> [options]'],
  description: `Validates policies and lists every problem. The exit status is 1 if a policy is invalid.

${FILE}
${CONFIGURED}`,
  options: {
    Options: [
      EXPORT_OPTION,
      DOCUMENT_OPTION,
      WATCH_OPTION,
      TEXT_OR_JSON
    ]
  }
}

export const LINT_USAGE: CommandUsage = {
  argument: '<file…>',
  summary: 'finds dangerous, useless and probably unintended parts of a valid policy',
  synopsis: ['lint <file…> [options]', 'lint --explain <rule>'],
  description: `Finds dangerous, useless and probably unintended parts of a valid policy. The exit status is 1 if a finding is as severe as
--fail-on, or if the policy is invalid.

${FILE}
${CONFIGURED}`,
  options: {
    Options: [
      FAIL_ON_OPTION,
      {
        name: 'ignore',
        value: '<rule>[:<location>]=<reason>',
        repeated: true,
        text: `ignores findings of a rule. The location is a JSON Pointer (which includes everything below it) or a route, such as
          "GET /orders". Default: all locations.`
      },
      {
        name: 'ignore-file',
        value: '<file>',
        text: `JSON file with a list of findings to ignore, as in "lint.ignore" of a policy: objects with "id", "reason" and, if
          it is not everywhere, "path". An entry without a finding is a finding.`
      },
      { name: 'verbose', text: 'also shows findings of severity info' },
      { name: 'fix', text: 'removes redundant parts from a JSON file, for findings that are shown and not ignored' },
      { name: 'explain', value: '<rule>', text: 'explains a rule and when to ignore it. Needs no file.', choices: RULE_NAMES.ids },
      EXPORT_OPTION,
      DOCUMENT_OPTION,
      WATCH_OPTION,
      {
        name: 'format',
        value: '<format>',
        choices: ['text', 'json', 'sarif', 'markdown', 'github'],
        text: 'text, json, sarif, markdown or github (workflow commands). Default: text.'
      }
    ]
  }
}

export const DOCS_USAGE: CommandUsage = {
  argument: '<file>',
  summary: 'writes documentation of all policies and routes',
  synopsis: ['docs <file> [options]'],
  description: `Writes documentation of all policies, and of the routes if <file> is an application.

${FILE}
${CONFIGURED}`,
  options: {
    Options: [
      EXPORT_OPTION,
      DOCUMENT_OPTION,
      WATCH_OPTION,
      {
        name: 'format',
        value: '<format>',
        choices: ['markdown', 'html'],
        text: 'markdown, or html for a page that needs no network. Default: markdown.'
      },
      OUT_OPTION
    ]
  }
}

export const DIFF_USAGE: CommandUsage = {
  argument: '<file> <file>',
  summary: 'shows what pages gain and lose by a change of a policy',
  synopsis: ['diff <before> <after> [options]'],
  description: `Shows what pages of which origins gain and lose if the policy <after> replaces the policy <before>: reading, credentials, methods
and headers, with an example of each. It compares what the policies allow, and not their text. It also shows what browsers and
caches keep of the first policy. The exit status is 1 if pages gain access, or if a policy is invalid.

<before> and <after> are policies in JSON (*.json, or *.jsonc with comments), or modules whose default export is a policy.`,
  options: {
    Options: [
      { name: 'app', value: '<file>', text: 'module of an application. Compares its routes instead of the keys of "routes".' },
      { ...EXPORT_OPTION, text: `${EXPORT_OPTION.text}: that of --app, or without it those of the policies` },
      {
        name: 'fail-on',
        value: '<change>',
        choices: ['widened', 'any', 'never'],
        text: 'change that sets exit status 1: widened (pages gain access), any or never. Default: widened.'
      },
      { name: 'format', value: '<format>', text: 'text, json or markdown. Default: text.', choices: ['text', 'json', 'markdown'] },
      OUT_OPTION
    ]
  }
}
