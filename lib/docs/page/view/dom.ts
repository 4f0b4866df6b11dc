/** The parts of the DOM that the page uses, and a function that makes elements. Text is never parsed as markup. */
import type { Phrase } from '../../../../types/documentation.ts'
import { escapeText } from '../../../text/escape.ts'

export interface PageElement {
  textContent: string | null
  value: string
  hidden: boolean
  setAttribute (name: string, value: string): void
  append (...children: Child[]): void
  replaceChildren (...children: Child[]): void
  addEventListener (type: string, listener: (event: { preventDefault (): void }) => void): void
}

/** An element, or text for a text node. */
export type Child = PageElement | string

export interface PageDocument {
  readonly body: PageElement
  createElement (name: string): PageElement
  getElementById (id: string): PageElement | null
}

/** Makes an element. Attributes with the value undefined are skipped. */
export type Make = (name: string, attributes: Readonly<Record<string, string | undefined>>, ...children: readonly Child[]) => PageElement

export function makerIn (document: PageDocument): Make {
  return (name, attributes, ...children) => {
    const element = document.createElement(name)
    for (const [attribute, value] of Object.entries(attributes)) if (value !== undefined) element.setAttribute(attribute, value)
    element.append(...children)
    return element
  }
}

/** The nodes of a phrase. */
export function phraseNodes (make: Make, phrase: Phrase): Child[] {
  return phrase.map(part => typeof part === 'string' ? part : make('code', {}, escapeText(part.code)))
}
