import { getValue } from '../../browser/header-values.ts'
import { probe } from '../probe.ts'
import { skipWithoutAllowedOrigin } from '../target.ts'

/** Checks that the server does not handle every OPTIONS request as a preflight. */
export const plainOptions = probe({
  id: 'plain-options',
  title: 'an OPTIONS request that is not a preflight is not handled as one',
  area: 'preflight',
  kinds: {
    'options-treated-as-preflight': {
      why: 'A preflight has Access-Control-Request-Method. Without it, the request is for the method OPTIONS itself, which the application may want to handle.',
      recommendation: 'Handle OPTIONS as a preflight only if the request has Origin and Access-Control-Request-Method.',
      source: 'https://fetch.spec.whatwg.org/#cors-preflight-request'
    }
  },
  skip: skipWithoutAllowedOrigin,
  plan: ({ allowed: [origin] }) => ({ plain: { method: 'OPTIONS', headers: [['Origin', origin!]] } }),
  judge (_target, { plain }, report) {
    if (plain === undefined || getValue(plain.headers, 'access-control-allow-methods') === undefined) return
    report('options-treated-as-preflight', {
      severity: 'info',
      message: 'An OPTIONS request without Access-Control-Request-Method gets the response to a preflight.',
      expected: ['no access-control-allow-methods'],
      evidence: [plain]
    })
  }
})
