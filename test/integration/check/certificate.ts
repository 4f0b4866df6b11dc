/** A self-signed certificate: https://www.rfc-editor.org/rfc/rfc5280.html#section-4.1 */
import { generateKeyPairSync, sign } from 'node:crypto'

let made: { readonly key: string, readonly cert: string } | undefined

/** Returns a certificate for `localhost` that is valid for ten years. It is created once. */
export function certificate (): { readonly key: string, readonly cert: string } {
  if (made !== undefined) return made
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  // ecdsa-with-SHA256
  const algorithm = sequence(der(0x06, Buffer.from('2a8648ce3d040302', 'hex')))
  const name = sequence(der(0x31, sequence(der(0x06, Buffer.from('550403', 'hex')), der(0x0c, Buffer.from('localhost')))))
  const times = sequence(der(0x17, Buffer.from('260101000000Z')), der(0x17, Buffer.from('360101000000Z')))
  const version = der(0xa0, der(0x02, Buffer.from([2])))
  const content = sequence(version, der(0x02, Buffer.from([1])), algorithm, name, times, name, publicKey.export({ type: 'spki', format: 'der' }))
  const whole = sequence(content, algorithm, der(0x03, Buffer.concat([Buffer.from([0]), sign('sha256', content, privateKey)])))
  const cert = `-----BEGIN CERTIFICATE-----\n${whole.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`
  made = { key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string, cert }
  return made
}

function sequence (...parts: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts))
}

/** Encodes tag, length and value. */
function der (tag: number, value: Buffer): Buffer {
  const { length } = value
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), value])
}
