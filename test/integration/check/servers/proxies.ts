/** Runs the nginx, HAProxy and Apache httpd of the system as proxies in front of a server, each with its own configuration in a temporary directory. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../free-port.ts'
import { nginxPath, portIsOpen } from '../../nginx.ts'
import { HOST, type Running, type Start } from './running.ts'

export const findFile = (...paths: readonly string[]): string | undefined => paths.find(path => existsSync(path))

const haproxyPath = findFile('/usr/sbin/haproxy', '/usr/local/sbin/haproxy')
const httpdPath = findFile('/usr/sbin/apache2', '/usr/sbin/httpd')

/** The proxies that are missing on this machine. */
export const missingProxies: readonly string[] = Object.entries({ nginx: findFile(nginxPath), haproxy: haproxyPath, apache2: httpdPath }).flatMap(([name, path]) => path === undefined ? [name] : [])

export interface Program {
  readonly file: string
  readonly args: (directory: string, port: number) => readonly string[]
  /** The whole configuration. */
  readonly configuration: (directory: string, port: number) => string
  /** Default: SIGKILL. A program with processes of its own needs SIGTERM. */
  readonly signal?: NodeJS.Signals
  /** Whether it also reports what is no error. */
  readonly isNoisy?: boolean
}

/** Starts a proxy in front of the servers, and stops all of them together. */
export async function start (program: Program, behind: readonly Running[]): Promise<Running> {
  const directory = await mkdtemp(join(tmpdir(), 'proxy-'))
  const port = await freePort()
  await writeFile(join(directory, 'conf'), program.configuration(directory, port))
  const child = spawn(program.file, program.args(directory, port), { stdio: ['ignore', 'ignore', program.isNoisy === true ? 'ignore' : 'inherit'], env: { ...process.env, HOME: directory } })
  const ended = new Promise(resolve => child.on('exit', resolve))
  const close = async (): Promise<void> => {
    child.kill(program.signal ?? 'SIGKILL')
    await ended
    await rm(directory, { recursive: true, force: true })
    for (const server of behind) await server.close()
  }
  const isOpen = await Promise.race([portIsOpen(port).then(() => true), ended.then(() => false)])
  if (isOpen) return { port, close }
  await close()
  throw new Error(`${program.file} has ended.`)
}

/** The URL of a server that does not run. */
export const NOWHERE = `${HOST}:1`

export const startAll = (starts: readonly Start[], allowed: readonly string[]): Promise<Running[]> => Promise.all(starts.map(start => start(allowed)))

/** The address of the first server behind the proxy. */
export const addressOf = ([first]: readonly Running[]): string => first === undefined ? NOWHERE : `${HOST}:${first.port}`

/** nginx. In the rules, `$behind` is the URL of the server behind it. */
export function behindNginx (behind: Start | undefined, rules: { readonly http?: string, readonly server?: string, readonly location?: string }): Start {
  return async allowed => {
    const servers = await startAll(behind === undefined ? [] : [behind], allowed)
    const fill = (text = ''): string => text.replaceAll('$behind', `http://${addressOf(servers)}`)
    return start({
      file: nginxPath,
      args: directory => ['-p', directory, '-c', 'conf', '-e', 'stderr'],
      configuration: (directory, port) => `
        daemon off; master_process off; error_log /dev/null; pid ${directory}/pid;
        events { worker_connections 64; }
        http {
          access_log off;
          client_body_temp_path ${directory}/body; proxy_temp_path ${directory}/temp; fastcgi_temp_path ${directory}/f; uwsgi_temp_path ${directory}/u; scgi_temp_path ${directory}/s;
          large_client_header_buffers 4 16k;
          ${fill(rules.http).replaceAll('$directory', directory)}
          server { listen ${HOST}:${port}; ${fill(rules.server)} ${rules.location === undefined ? '' : `location / { ${fill(rules.location)} proxy_pass http://${addressOf(servers)}; }`} }
        }`
    }, servers)
  }
}

/** HAProxy, in front of one server, several or none. */
export function behindHaproxy (behind: readonly Start[], rules: string): Start {
  return async allowed => {
    const servers = await startAll(behind, allowed)
    const addresses = servers.length === 0 ? [NOWHERE] : servers.map(({ port }) => `${HOST}:${port}`)
    return start({
      file: haproxyPath!,
      args: directory => ['-db', '-q', '-f', join(directory, 'conf')],
      configuration: (_directory, port) => `
defaults
  mode http
  timeout connect 1s
  retries 0
  timeout client 30s
  timeout server 30s
frontend entry
  bind ${HOST}:${port}
${rules.split('\n').map(line => `  ${line.trim()}`).join('\n')}
  default_backend applications
backend applications
  balance roundrobin
${addresses.map((address, i) => `  server s${i} ${address}`).join('\n')}
`
    }, servers)
  }
}

/** Apache httpd. */
export function behindHttpd (behind: Start | undefined, rules: string): Start {
  return async allowed => {
    const servers = await startAll(behind === undefined ? [] : [behind], allowed)
    const modules = ['mpm_event', 'authz_core', 'headers', 'proxy', 'proxy_http', 'setenvif', 'env', 'rewrite', 'alias']
    return start({
      file: httpdPath!,
      args: directory => ['-X', '-d', directory, '-f', join(directory, 'conf')],
      configuration: (directory, port) => `
ServerName localhost
Listen ${HOST}:${port}
PidFile ${directory}/pid
DefaultRuntimeDir ${directory}
ErrorLog /dev/null
ServerTokens Prod
LimitRequestFieldSize 16380
${modules.map(name => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
ProxyPass / http://${addressOf(servers)}/ retry=0
${rules}
`
    }, servers)
  }
}
