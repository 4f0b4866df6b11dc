/** Tests how commands read policies in JSON, with comments and without, and where they report an issue. */
import t from 'tap'
import { testCommandRows } from './command-rows.ts'
import { EXAMPLE_FILES } from './example-files.ts'

const folder = t.testdir({
  ...EXAMPLE_FILES,
  'mark.json': '\ufeff{ "origins": "*" }',
  'bad-scope.json': '{ "methods": ["PUT"] }',
  'list.json': '[1]',
  'repeated.json': '{\n  "origins": ["https://a.test"],\n  "credentials": true, "origins": "*"\n}',
  'repeated-inside.jsonc': '{ "policies": { "a": { "origins": "*", "maxAge": 1,\n // again\n"max\\u0041ge": 2 } } }',
  'deep.json': '['.repeat(200_000) + ']'.repeat(200_000),
  'deep-unclosed.json': '['.repeat(200_000),
  'comment.json': '// a policy\n{}',
  'comments.jsonc': '\ufeff// who "calls", and\r\n{ "origins": [\r\n  "https://a.test", // a, ]\r\n  /* b } */ "https://b.test/*\\"//", // c\r\n], }',
  'good.jsonc': '{\n  "origins": ["https://a.test", /* , */ ], // ]\n  "description": "a // b /* c */ ,} \\\\", /**/\n}',
  'commas.jsonc': '{ "origins": ["https://a.test",,] }',
  'only-comma.jsonc': '{ "origins": [,] }',
  'open-comment.jsonc': '{ "origins": ["https://a.test"] } /*/',
  'open-text.jsonc': '{ "origins": ["https://a.test',
  'empty.json': '',
  'control.json': '"\u0001"',
  'UPPER.JSON': '{ "origins": ["https://a.test/"] }',
  'Upper.JsonC': '{ "origins": ["https://a.test"], } // c',
  'directory.json': {}
})

testCommandRows(folder, [
  ['validate policy.json', 0, /^policy\.json: valid\n$/, ''],
  ['validate mark.json', 0, /valid/, ''],
  ['validate policy.json --format json', 0, /^\{\n {2}"version": 1,\n {2}"valid": true,\n {2}"issues": \[\]\n\}\n$/, ''],
  ['validate bad.json', 1, new RegExp('^bad\\.json:4:5: origins\\[1\\]: "https://b\\.test/" has a path.* \\(origin-has-path\\)\n' +
    'bad\\.json:6:23: routes\\["/a/b"\\]: "publik" .* \\(unknown-policy-name\\)\n' +
    'bad\\.json:7:18: credentails: The field "credentails" .* \\(unknown-field\\)\n$'), ''],
  ['validate bad-scope.json', 1, /^bad-scope\.json:1:1: origins: The field "origins" is missing.* \(missing-field\)\n$/, ''],
  ['validate list.json', 1, /^list\.json:1:1: The value .* but \[1\] is a list\. \(wrong-type\)\n$/, ''],
  ['validate repeated.json', 1, /^repeated\.json:3:24: origins: The object has more than one member "origins".* Remove one\. \(json-key-is-repeated\)\n$/, ''],
  ['validate repeated-inside.jsonc', 1, /^repeated-inside\.jsonc:3:1: policies\.a\.maxAge: .*\(json-key-is-repeated\)\n$/, ''],
  ['validate deep.json', 1, /^deep\.json:1:1: .*nested too deeply\. \(json-is-malformed\)\n$/, ''],
  ['validate deep-unclosed.json', 1, /^deep-unclosed\.json:1:1: .*nested too deeply\. \(json-is-malformed\)\n$/, ''],
  ['validate syntax.json', 1, /^syntax\.json:4:1: The text is not valid JSON: .*\(json-is-malformed\)\n$/, ''],
  ['validate comment.json', 1, /^comment\.json:1:1: The text is not valid JSON: invalid comment token\. \(/, ''],
  ['validate good.jsonc', 0, /^good\.jsonc: valid\n$/, ''],
  ['validate comments.jsonc', 1, /^comments\.jsonc:4:13: origins\[1\]: .*\(origin-has-path\)\n$/, ''],
  ['validate commas.jsonc', 1, /^commas\.jsonc:1:32: The text is not valid JSON: value expected\. \(/, ''],
  ['validate only-comma.jsonc', 1, /^only-comma\.jsonc:1:15: The text is not valid JSON: value expected\. \(/, ''],
  ['validate open-comment.jsonc', 1, /^open-comment\.jsonc:1:35: The text is not valid JSON: /, ''],
  ['validate open-text.jsonc', 1, /^open-text\.jsonc:1:15: The text is not valid JSON: unexpected end of string\. \(/, ''],
  ['explain good.jsonc --origin https://a.test', 0, /can read the response/, ''],
  ['docs good.jsonc', 0, /^# CORS policies\n/, ''],
  ['validate empty.json', 1, /^empty\.json:1:1: The text is not valid JSON: value expected\. \(/, ''],
  ['validate control.json', 1, /^control\.json:1:1: The text is not valid JSON: .*\(/, ''],
  ['validate syntax.json --format json', 1, /^\{\n {2}"version": 1,\n {2}"valid": false,[^]*"line": 4,\n {6}"column": 1/, ''],
  ['validate none.json', 2, '', /^fastify-cors-policy: none\.json: The file cannot be read: ENOENT: no such file or directory\n$/],
  ['validate directory.json', 2, '', /^fastify-cors-policy: directory\.json: The file cannot be read: EISDIR: [^/]*\n$/],
  ['validate UPPER.JSON', 1, /^UPPER\.JSON:1:15: origins\[0\]: "https:\/\/a\.test\/" has a path/, ''],
  ['validate Upper.JsonC', 0, /^Upper\.JsonC: valid\n$/, ''],
  ['validate policy.json --export policy', 2, '', /policy\.json: A JSON file has no exports\. Remove --export\.\n$/]
])
