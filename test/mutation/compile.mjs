/**
 * Writes JavaScript beside each TypeScript file below the working directory, Stryker's copy of the repository. Types are not
 * checked, as mutants do not heed them.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import ts from 'typescript'

const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile)
const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, '.')
const compilerOptions = { ...options, module: ts.ModuleKind.ESNext, declaration: false }

const sources = ['lib', 'types', 'test']
  .flatMap(room => readdirSync(room, { recursive: true, encoding: 'utf8' }).map(file => `${room}/${file}`))
  .filter(file => file.endsWith('.ts'))
for (const fileName of sources) {
  const { outputText } = ts.transpileModule(readFileSync(fileName, 'utf8'), { fileName, compilerOptions })
  writeFileSync(fileName.replace(/ts$/, 'js'), outputText)
}
