/** Runs the Caddy, Varnish and Squid of the system in front of a server. */
import { findFile, addressOf, start, startAll } from './proxies.ts'
import { HOST, type Start } from './running.ts'

const caddyPath = findFile('/usr/bin/caddy', '/usr/local/bin/caddy')
const varnishPath = findFile('/usr/sbin/varnishd', '/usr/local/sbin/varnishd')
const squidPath = findFile('/usr/sbin/squid', '/usr/local/sbin/squid')

/** The proxies that are missing on this machine. */
export const missingCaches: readonly string[] = Object.entries({ caddy: caddyPath, varnish: varnishPath, squid: squidPath }).flatMap(([name, path]) => path === undefined ? [name] : [])

/** Caddy, with directives of the site and of `reverse_proxy`. */
export function behindCaddy (behind: Start | undefined, site: string, ofProxy = ''): Start {
  return async allowed => {
    const servers = await startAll(behind === undefined ? [] : [behind], allowed)
    return start({
      file: caddyPath!,
      isNoisy: true,
      args: directory => ['run', '--config', `${directory}/conf`, '--adapter', 'caddyfile'],
      configuration: (_directory, port) => `{
  admin off
  auto_https off
  log {
    output discard
  }
}
http://${HOST}:${port} {
  bind ${HOST}
  ${site}
  reverse_proxy ${addressOf(servers)} {
    ${ofProxy}
  }
}
`
    }, servers)
  }
}

/** Varnish, with the bodies of its subroutines. */
export function behindVarnish (behind: Start | undefined, rules: { readonly recv?: string, readonly response?: string, readonly deliver?: string }): Start {
  return async allowed => {
    const servers = await startAll(behind === undefined ? [] : [behind], allowed)
    const [host, number] = addressOf(servers).split(':') as [string, string]
    return start({
      file: varnishPath!,
      // Varnish compiles its configuration, which takes longer than the test if it is optimized.
      args: (directory, port) => ['-F', '-p', 'cc_command=exec gcc -O0 -w -pthread -fPIC -shared -o %o %s', '-j', 'none', '-n', directory, '-a', `${HOST}:${port}`, '-s', 'malloc,10m', '-f', `${directory}/conf`],
      signal: 'SIGTERM',
      isNoisy: true,
      configuration: () => `vcl 4.1;
backend default { .host = "${host}"; .port = "${number}"; .connect_timeout = 1s; }
sub vcl_recv { ${rules.recv ?? ''} }
sub vcl_backend_response { ${rules.response ?? ''} }
sub vcl_deliver { ${rules.deliver ?? ''} }
`
    }, servers)
  }
}

/** Squid as a cache before one server. */
export function behindSquid (behind: Start | undefined, rules = ''): Start {
  return async allowed => {
    const servers = await startAll(behind === undefined ? [] : [behind], allowed)
    const [host, number] = addressOf(servers).split(':') as [string, string]
    return start({
      file: squidPath!,
      args: directory => ['-N', '-f', `${directory}/conf`],
      configuration: (directory, port) => `
http_port ${HOST}:${port} accel defaultsite=${HOST} no-vhost
cache_peer ${host} parent ${number} 0 no-query originserver name=app
pid_filename ${directory}/pid
cache_log /dev/null
access_log none
cache_store_log none
coredump_dir ${directory}
cache_mem 8 MB
shutdown_lifetime 0 seconds
visible_hostname proxy
pinger_enable off
${rules}
http_access allow all
`
    }, servers)
  }
}
