/** VitePress's own theme with the fonts of the reader's system, diagrams and the playground. */
import { inBrowser, type Theme } from 'vitepress'
import DefaultTheme from 'vitepress/theme-without-fonts'
import { defineAsyncComponent } from 'vue'
import Diagram from './Diagram.vue'
import './style.css'

export default {
  extends: DefaultTheme,
  enhanceApp ({ app }) {
    app.component('Diagram', Diagram)
    // The editor is large, so only its page loads it, and at once: it need not wait until the rest is interactive.
    const load = () => import('./playground/Playground.vue')
    if (inBrowser && location.pathname.includes('/playground')) load().catch(() => {})
    app.component('Playground', defineAsyncComponent(load))
  }
} satisfies Theme
