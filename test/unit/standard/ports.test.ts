/** Ports to which browsers send nothing. */
import t from 'tap'
import { isBadPort } from '../../../lib/standard/ports.ts'

t.test('browsers send nothing to the ports of other protocols', async t => {
  for (const port of ['0', '1', '22', '25', '6000', '6669', '10080']) t.ok(isBadPort(port), port)
  for (const port of ['', '80', '443', '3000', '8080', '10081', '022']) t.notOk(isBadPort(port), port)
})
