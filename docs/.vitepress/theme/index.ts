/** VitePress's own theme, with diagrams and the playground. */
import type { Theme } from 'vitepress'
import DefaultTheme from 'vitepress/theme'
import { defineAsyncComponent } from 'vue'
import Diagram from './Diagram.vue'
import './style.css'

export default {
  extends: DefaultTheme,
  enhanceApp ({ app }) {
    app.component('Diagram', Diagram)
    // The editor is large, so only its page loads it.
    app.component('Playground', defineAsyncComponent(() => import('./playground/Playground.vue')))
  }
} satisfies Theme
