/** What coverage counts, whichever test runs: the sources, and nothing of tests, benchmarks, examples or builds. */
import { sourceFiles } from './sources.mjs'

const files = sourceFiles()

export default () => files
