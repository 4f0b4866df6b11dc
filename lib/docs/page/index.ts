/** The documentation page: draws itself from the data in it. Runs in browsers, when it is loaded. */
import type { CorsDocumentation } from '../../../types/documentation.ts'
import { makerIn, type PageDocument } from './view/dom.ts'
import { pageParts } from './view/page.ts'

const { document } = globalThis as unknown as { readonly document: PageDocument }
const documentation = JSON.parse(document.getElementById('documentation')!.textContent!) as CorsDocumentation
document.body.append(...pageParts(makerIn(document), documentation))
