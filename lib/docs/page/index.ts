/** The script of the documentation page. Renders the data in the page when the browser loads it. */
import type { CorsDocumentation } from '../../../types/documentation.ts'
import { makerIn, type PageDocument } from './view/dom.ts'
import { pageParts, type PageAbout } from './view/page.ts'

const { document } = globalThis as unknown as { readonly document: PageDocument }
const documentation = JSON.parse(document.getElementById('documentation')!.textContent!) as CorsDocumentation
const about = JSON.parse(document.getElementById('about')!.textContent!) as PageAbout
document.body.append(...pageParts(makerIn(document), documentation, about))
