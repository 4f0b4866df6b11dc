/** Which origins an attacker on the network can change. */
import t from 'tap'
import { isInsecure, isInsecureOrigin } from '../../../lib/standard/insecure-origin.ts'

const ROWS: readonly (readonly [origin: string, isInsecure: boolean])[] = [
  ['https://shop.example', false],
  ['https://shop.example:8443', false],
  ['http://shop.example', true],
  ['http://shop.example:8080', true],
  ['ftp://shop.example', true],
  ['http://localhost:3000', false],
  ['http://app.localhost', false],
  ['http://127.0.0.1', false],
  ['http://[::1]:3000', false],
  ['http://10.0.0.1', true],
  // Other schemes are not sent over a network, also with a colon in the same place.
  ['app://shop.example', false],
  ['abcd://shop.example', false],
  ['capacitor://localhost', false],
  ['null', false],
  // Not origins, but they begin like an insecure one.
  ['http://', true],
  ['http://SHOP.example', true],
  ['ftp:', false],
  ['http', false],
  ['', false]
]

t.test('plain http and ftp are insecure, except to loopback', async (t) => {
  for (const [origin, isInsecure] of ROWS) t.equal(isInsecureOrigin(origin), isInsecure, origin)
})

t.test('a scheme that is encrypted, or not of a network, is not insecure for any host', async (t) => {
  for (const scheme of ['https', 'wss', 'app', 'capacitor']) t.notOk(isInsecure(scheme, 'shop.example'), scheme)
  for (const scheme of ['http', 'ftp']) {
    t.ok(isInsecure(scheme, 'shop.example'), scheme)
    t.notOk(isInsecure(scheme, 'localhost'), scheme)
  }
})
