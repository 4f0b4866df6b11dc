/** The linter: oxlint reports an example of each rule of `eslint.config.js`, so that none is lost on the way from ESLint. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import config from '../../eslint.config.js'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** Code that a rule reports, in a module of JavaScript. */
const IN_JAVASCRIPT: Readonly<Record<string, string>> = {
  'no-var': 'var a = 1',
  'object-shorthand': 'const a = 1; use({ a: a })',
  'accessor-pairs': 'use({ set a (b) { use(b) } })',
  'array-callback-return': '[1].map(a => { use(a) })',
  camelcase: 'const a_b = 1',
  'constructor-super': 'class A extends Object { constructor () { use() } }',
  curly: 'if (a)\n  b()\nelse {\n  c()\n  d()\n}\nif (a) while (b)\n  c()',
  'default-case-last': 'switch (a) { default: b(); break; case 1: c() }',
  eqeqeq: 'use(a == 1)',
  'new-cap': 'use(new a())',
  'no-array-constructor': 'use(new Array(1, 2))',
  'no-async-promise-executor': 'use(new Promise(async () => {}))',
  'no-caller': 'use(arguments.callee)',
  'no-case-declarations': 'switch (a) { case 1: let b; use(b) }',
  'no-class-assign': 'class A {}\nA = 1',
  'no-compare-neg-zero': 'use(a === -0)',
  'no-cond-assign': 'if (a = 1) b()',
  'no-const-assign': 'const a = 1; a = 2',
  'no-constant-condition': 'if (true) a()',
  'no-control-regex': 'use(/\\x00/)',
  'no-debugger': 'debugger',
  'no-delete-var': 'delete a',
  'no-dupe-class-members': 'class A { a () {}\n\n  a () {} }',
  'no-dupe-keys': 'use({ a: 1, a: 2 })',
  'no-duplicate-case': 'switch (a) { case 1: b(); break; case 1: c() }',
  'no-useless-backreference': 'use(/\\1(a)/)',
  'no-empty': 'if (a) {}',
  'no-empty-character-class': 'use(/[]/)',
  'no-empty-pattern': 'const {} = a',
  'no-eval': "eval('a')",
  'no-ex-assign': 'try { a() } catch (error) { error = 1 }',
  'no-extend-native': 'Object.prototype.a = 1',
  'no-extra-bind': 'use(function () { return 1 }.bind(a))',
  'no-extra-boolean-cast': 'if (!!a) b()',
  'no-fallthrough': 'switch (a) { case 1: b()\n  case 2: c() }',
  'no-func-assign': 'function a () {}\na = 1',
  'no-global-assign': 'Object = 1',
  'no-implied-eval': "setTimeout('a()', 1)",
  'no-import-assign': "import a from 'a'\na = 1",
  'no-invalid-regexp': "use(RegExp('['))",
  'no-irregular-whitespace': 'use(\u00a0a)',
  'no-iterator': 'use(a.__iterator__)',
  'no-labels': 'a: while (b()) break a',
  'no-lone-blocks': '{ a() }',
  'no-loss-of-precision': 'use(5123000000000000000000000000001)',
  'no-misleading-character-class': 'use(/[👍]/)',
  'no-prototype-builtins': "use(a.hasOwnProperty('b'))",
  'no-useless-catch': 'try { a() } catch (error) { throw error }',
  'no-multi-str': "use('a\\\n  b')",
  'no-new': 'new A()',
  'no-new-func': "use(new Function('a'))",
  'no-object-constructor': 'use(new Object())',
  'no-new-native-nonconstructor': 'use(new Symbol())',
  'no-new-wrappers': "use(new String('a'))",
  'no-obj-calls': 'use(Math())',
  'no-proto': 'use(a.__proto__)',
  'no-redeclare': 'var a = 1; var a = 2',
  'no-regex-spaces': 'use(/a  b/)',
  'no-return-assign': 'const a = b => { return b = 1 }',
  'no-self-assign': 'a.b = a.b',
  'no-self-compare': 'use(a === a)',
  'no-sequences': 'if (a, b) c()',
  'no-shadow-restricted-names': 'function a (undefined) {}',
  'no-sparse-arrays': 'use([1,, 2])',
  'no-template-curly-in-string': "use('${a}')", // eslint-disable-line no-template-curly-in-string
  'no-this-before-super': 'class A extends Object { constructor () { this.a = 1; super() } }',
  'no-throw-literal': "throw 'a'",
  'no-undef': 'use(unknown)',
  'no-undef-init': 'let a = undefined',
  'no-unexpected-multiline': 'const a = b\n(c || d).e()',
  'no-unmodified-loop-condition': 'let a = 1; while (a) { use() }\na = 2',
  'no-unneeded-ternary': 'use(a ? true : false)',
  'no-unreachable': 'function a () { return 1; b() }',
  'no-unreachable-loop': 'for (const a of b) { use(a); break }',
  'no-unsafe-finally': 'function a () { try { return 1 } finally { return 2 } }',
  'no-unsafe-negation': 'use(!a in b)',
  'no-unused-expressions': 'a',
  'no-unused-vars': 'const a = 1',
  'no-use-before-define': 'use(a); let a = 1',
  'no-useless-call': 'a.call(undefined, 1)',
  'no-useless-computed-key': "use({ ['a']: 1 })",
  'no-useless-constructor': 'class A { constructor () {} }',
  'no-useless-escape': "use('\\a')",
  'no-useless-rename': 'const { a: a } = b',
  'no-useless-return': 'function a () { b(); return }',
  'no-void': 'use(void a)',
  'one-var': 'let a = 1, b = 2',
  'prefer-const': 'let a = 1; use(a)',
  'prefer-promise-reject-errors': "Promise.reject('a')",
  'prefer-regex-literals': "use(new RegExp('a'))",
  'symbol-description': 'use(Symbol())',
  'unicode-bom': '\ufeffuse()',
  'use-isnan': 'use(a === NaN)',
  'valid-typeof': "use(typeof a === 'text')",
  yoda: 'use(1 === a)',
  'n/handle-callback-err': 'function a (error) { b() }',
  'n/no-callback-literal': "callback('a')",
  'n/no-deprecated-api': "import url from 'node:url'\nuse(url.parse('a'))",
  'n/no-exports-assign': 'exports = a',
  'n/no-new-require': "use(new require('a'))",
  'n/no-path-concat': "use(__dirname + '/a')",
  'promise/param-names': 'use(new Promise((a, b) => {}))',
  '@stylistic/array-bracket-spacing': 'use([ 1 ])',
  '@stylistic/arrow-spacing': 'use(a=> a)',
  '@stylistic/block-spacing': 'if (a) {b() }',
  '@stylistic/brace-style': 'if (a) {\n  b()\n}\nelse {\n  c()\n}',
  '@stylistic/comma-dangle': 'use(a,)',
  '@stylistic/comma-spacing': 'use(a,b)',
  '@stylistic/comma-style': 'use([a\n  , b])',
  '@stylistic/computed-property-spacing': 'use(a[ 1 ])',
  '@stylistic/dot-location': 'a.\n  b()',
  '@stylistic/eol-last': 'use()',
  '@stylistic/func-call-spacing': 'use (a)',
  '@stylistic/generator-star-spacing': 'function* a () {}',
  '@stylistic/indent': 'if (a) {\n   b()\n}',
  '@stylistic/key-spacing': 'use({ a:1 })',
  '@stylistic/keyword-spacing': 'if(a) b()',
  '@stylistic/lines-between-class-members': 'class A {\n  a () {\n    b()\n  }\n  c () {}\n}',
  '@stylistic/multiline-ternary': 'use(a\n  ? b : c)',
  '@stylistic/new-parens': 'use(new A)',
  '@stylistic/no-extra-parens': 'use((function () {}))',
  '@stylistic/no-floating-decimal': 'use(.5)',
  '@stylistic/no-mixed-operators': 'use(a && b || c)',
  '@stylistic/no-mixed-spaces-and-tabs': 'if (a) {\n \tb()\n}',
  '@stylistic/no-multi-spaces': 'use(a,  b)',
  '@stylistic/no-multiple-empty-lines': 'a()\n\n\nb()',
  '@stylistic/no-tabs': 'if (a) {\n\tb()\n}',
  '@stylistic/no-trailing-spaces': 'a() \nb()',
  '@stylistic/no-whitespace-before-property': 'use(a .b)',
  '@stylistic/object-curly-newline': 'use({\n  a: 1 })',
  '@stylistic/object-curly-spacing': 'use({a: 1 })',
  '@stylistic/object-property-newline': 'use({\n  a: 1,\n  b: 2, c: 3\n})',
  '@stylistic/operator-linebreak': 'use(a\n  + b)',
  '@stylistic/padded-blocks': 'if (a) {\n\n  b()\n}',
  '@stylistic/quote-props': "use({ 'a': 1 })",
  '@stylistic/quotes': 'use("a")',
  '@stylistic/rest-spread-spacing': 'use(... a)',
  '@stylistic/semi': 'use();',
  '@stylistic/semi-spacing': 'let a ;use(a)',
  '@stylistic/space-before-blocks': 'if (a){ b() }',
  '@stylistic/space-before-function-paren': 'function a() {}',
  '@stylistic/space-in-parens': 'use( a )',
  '@stylistic/space-infix-ops': 'use(a+b)',
  '@stylistic/space-unary-ops': 'use(! a)',
  '@stylistic/spaced-comment': '//a',
  '@stylistic/template-curly-spacing': 'use(`${ a }`)', // eslint-disable-line no-template-curly-in-string
  '@stylistic/template-tag-spacing': 'use(a `b`)',
  '@stylistic/wrap-iife': 'const a = function () {}()',
  '@stylistic/yield-star-spacing': 'function * a () { yield* b() }'
}

/** Code that a rule reports in TypeScript of lib/ or types/. */
const IN_SOURCES: Readonly<Record<string, string>> = {
  'no-restricted-properties': "use(URL.canParse('a'))",
  'regexp/no-super-linear-backtracking': 'use(/(?:a+)+$/)',
  'regexp/no-super-linear-move': 'use(/a*b/)',
  '@typescript-eslint/consistent-type-imports': "import { A } from 'a'\nexport type B = A"
}

/** Code that a rule reports in any other TypeScript. */
const IN_TYPESCRIPT: Readonly<Record<string, string>> = {
  '@typescript-eslint/no-array-constructor': 'use(new Array(1, 2))',
  '@typescript-eslint/no-dupe-class-members': 'class A { a () {}\n\n  a () {} }',
  '@typescript-eslint/no-loss-of-precision': 'use(5123000000000000000000000000001)',
  '@typescript-eslint/no-redeclare': 'var a = 1; var a = 2',
  '@typescript-eslint/no-unused-expressions': 'a',
  '@typescript-eslint/no-unused-vars': 'const a = 1',
  '@typescript-eslint/no-use-before-define': 'use(a); let a = 1',
  '@typescript-eslint/no-useless-constructor': 'class A { constructor () {} }'
}

/** Rules that report nothing: what is a syntax error in a module, or what another rule needs. */
const SILENT = ['no-dupe-args', 'no-octal', 'no-octal-escape', 'no-with', 'n/process-exit-as-throw']

/** What oxlint reports as a syntax error, in these examples. */
const SYNTAX_ERRORS = ['no-delete-var', '@typescript-eslint/no-dupe-class-members']

const isOff = (setting: unknown) => [setting].flat()[0] === 'off' || [setting].flat()[0] === 0
// JSX has files of its own, and the repository has none.
const rules = new Set((config as { readonly rules?: object, readonly files?: unknown, readonly ignores?: unknown }[])
  .filter(({ files, ignores }) => ignores === undefined || files !== undefined)
  .flatMap(({ rules = {} }) => Object.entries(rules).filter(([rule, setting]) => !isOff(setting) && rule !== 'dot-notation').map(([rule]) => rule)))

t.test('every rule has an example, which oxlint reports', async t => {
  const tables = [['examples', 'mjs', IN_JAVASCRIPT], ['lib', 'ts', IN_SOURCES], ['examples', 'ts', IN_TYPESCRIPT]] as const
  t.strictSame([...tables.flatMap(([, , table]) => Object.keys(table)), ...SILENT].sort(), [...new Set([...rules, ...SILENT])].sort())
  const fileOf = (rule: string, extension: string) => `${rule.replace('@', '').replace('/', '--')}.${extension}`
  // Outside of the repository, which the rules leave out in parts.
  const folder = mkdtempSync(join(tmpdir(), 'lint-'))
  t.teardown(() => { rmSync(folder, { recursive: true }) })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  for (const path of ['examples', 'lib', 'test']) mkdirSync(join(folder, path))
  for (const path of ['oxlint.config.mjs', 'test/eslint.config.js', 'test/eslint-rules.mjs', 'package.json']) cpSync(join(root, path), join(folder, path))
  for (const [of, extension, table] of tables) {
    for (const [rule, code] of Object.entries(table)) writeFileSync(join(folder, of, fileOf(rule, extension)), rule === '@stylistic/eol-last' ? code : `${code}\n`)
  }
  const { stdout } = spawnSync(process.execPath, [join(root, 'node_modules/oxlint/bin/oxlint'), '-c', 'oxlint.config.mjs', '-f', 'json', 'examples', 'lib'], {
    cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 26
  })
  const { diagnostics } = JSON.parse(stdout) as { readonly diagnostics: readonly { readonly code?: string, readonly message: string, readonly filename: string }[] }
  for (const [of, extension, table] of tables) {
    for (const [rule, code] of Object.entries(table).filter(([rule]) => !SILENT.includes(rule))) {
      const found = diagnostics.filter(({ filename }) => filename === `${of}/${fileOf(rule, extension)}`)
      const [name, plugin = 'eslint'] = rule.split('/').reverse() as [string, string?]
      const isOfRule = (code: string | undefined) => SYNTAX_ERRORS.includes(rule)
        ? code === undefined
        : [`${plugin}(${name})`, `as-in-${plugin.replace('@', '')}(${name})`, `${plugin.replace('@typescript-eslint', 'typescript')}(${name})`].includes(code!)
      t.ok(found.some(({ code }) => isOfRule(code)), `${rule}: ${code}`, { found })
    }
  }
})

t.test('a comment turns a rule off, by its name', async t => {
  const comments = new Set(['lib', 'test', 'benchmarks', 'examples'].flatMap(folder => spawnSync('git', ['grep', '-hoE', 'eslint-disable(-next-line|-line)? [a-z@/-]+', folder], { cwd: root, encoding: 'utf8' })
    .stdout.split('\n').filter(line => line !== '').map(line => line.split(' ')[1]!)))
  const text = readFileSync(join(root, 'oxlint.config.mjs'), 'utf8')
  for (const rule of comments) t.ok(text.includes(`'${rule}'`), `${rule} is one of oxlint's own, with that name`)
})
