/** Virtual screens: a machine can have others, such as that of its user. */
import t from 'tap'
import { end } from './tab.ts'
import { startScreen } from './webkit.ts'

t.test('a screen starts beside others', async t => {
  const displays = new Set<string>()
  for (let i = 0; i < 3; i++) {
    const { screen, display } = await startScreen()
    t.teardown(() => end(screen))
    t.match(display, /^:\d+$/)
    displays.add(display)
  }
  t.equal(displays.size, 3)
})
