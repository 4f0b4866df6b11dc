/** nginx as a server whose CORS is checked. */
import { freePort } from '../../free-port.ts'
import { startNginx } from '../../nginx.ts'
import { HOST, PATH, type Start } from './running.ts'

export interface NginxRules {
  /** Directives of the location `PATH`. */
  readonly location: (allowed: readonly string[]) => string
  /** Directives of `http`. */
  readonly http?: (allowed: readonly string[]) => string
  /** The server behind nginx, whose URL replaces `$behind`. */
  readonly behind?: Start
}

/** Starts nginx with the rules. */
export function withNginx ({ location, http = () => '', behind }: NginxRules): Start {
  return async allowed => {
    const upstream = await behind?.(allowed)
    const port = await freePort()
    const body = location(allowed).replaceAll('$behind', `http://${HOST}:${upstream?.port}`)
    const end = await startNginx(`
      default_type application/json; large_client_header_buffers 4 16k;
      ${http(allowed)}
      server { listen ${HOST}:${port}; location = ${PATH} { ${body} } }`, [port])
    return {
      port,
      close: async () => {
        await end()
        await upstream?.close()
      }
    }
  }
}
