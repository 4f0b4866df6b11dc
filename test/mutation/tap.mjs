/** What `import t from 'tap'` gives to the test file of the run under way. */
import { testOf } from './runner.mjs'

export default testOf(new URL(import.meta.url).search)
