/** Loaded before an example: its server listens on a free port, whatever the example says, and tells which. */
import { Server } from 'node:net'

const { listen } = Server.prototype

/** @type {(this: Server, options: object, ...rest: any[]) => Server} */
function listenAnywhere (options, ...rest) {
  this.once('listening', () => process.send?.(/** @type {import('node:net').AddressInfo} */ (this.address()).port))
  return Reflect.apply(listen, this, [{ ...options, host: '127.0.0.1', port: 0 }, ...rest])
}

Server.prototype.listen = /** @type {any} */ (listenAnywhere)
