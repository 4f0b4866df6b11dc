/** What coverage counts, whichever test runs: the sources, and nothing of tests, benchmarks, examples or builds. */
import { isDrawing, sourceFiles } from './sources.mjs'

// What draws a page has no page to draw here: test/browser/docs/drawing.test.ts counts it in a browser.
const files = sourceFiles().filter(file => !isDrawing(file))

export default () => files
