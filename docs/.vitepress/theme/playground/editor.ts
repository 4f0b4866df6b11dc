/** The editor of the playground: CodeMirror with completion, hints and marks of policy documents. */
import { autocompletion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { json } from '@codemirror/lang-json'
import { HighlightStyle, bracketMatching, indentOnInput, syntaxHighlighting } from '@codemirror/language'
import { linter, lintGutter, lintKeymap, type Diagnostic } from '@codemirror/lint'
import { EditorState } from '@codemirror/state'
import { EditorView, hoverTooltip, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { completionAt, descriptionAt } from './complete.ts'
import { judge, type Remark } from './judge.ts'

/** The colors of the site, which have enough contrast in light and in dark. */
const colors = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--playground-name)' },
  { tag: tags.string, color: 'var(--playground-text)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--playground-value)' },
  { tag: tags.comment, color: 'var(--vp-c-text-2)' }
])

function complete ({ state, pos, explicit }: CompletionContext): CompletionResult | null {
  const found = completionAt(state.doc.toString(), pos)
  if (found === undefined || (!explicit && found.from === found.to)) return null
  const needsColon = found.isKey && !/^\s*:/.test(state.sliceDoc(found.to, found.to + 20))
  return {
    from: found.from,
    to: found.to,
    filter: found.from !== found.to,
    options: found.proposals.map(({ text, description }) => ({ label: text, apply: needsColon ? `${text}: ` : text, info: description }))
  }
}

const hints = hoverTooltip((view, position) => {
  const hint = descriptionAt(view.state.doc.toString(), position)
  if (hint === undefined) return null
  return {
    pos: hint.from,
    end: hint.to,
    create () {
      const dom = document.createElement('div')
      dom.className = 'playground-hint'
      dom.textContent = hint.text
      return { dom }
    }
  }
})

function diagnosticOf ({ id, severity, message, from, to, edits }: Remark): Diagnostic {
  return {
    from,
    to,
    severity,
    message: `${message} (${id})`,
    actions: edits === undefined
      ? []
      : [{
          name: 'Fix',
          apply (view) { view.dispatch({ changes: edits.map(({ start, end, text }) => ({ from: start, to: end, insert: text })) }) }
        }]
  }
}

/**
 * Makes the editor in an element.
 *
 * @param label     its name for screen readers
 * @param onChange  is called with the text after each change
 */
export function makeEditor (parent: HTMLElement, label: string, text: string, onChange: (text: string) => void): EditorView {
  return new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        history(),
        indentOnInput(),
        bracketMatching(),
        json(),
        syntaxHighlighting(colors),
        lintGutter(),
        linter(view => judge(view.state.doc.toString()).remarks.map(diagnosticOf)),
        autocompletion({ override: [complete] }),
        hints,
        keymap.of([...defaultKeymap, ...historyKeymap, ...lintKeymap]),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': label }),
        EditorView.updateListener.of(update => { if (update.docChanged) onChange(update.state.doc.toString()) })
      ]
    })
  })
}
