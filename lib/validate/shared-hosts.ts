/** Hosts of tunnels, online editors, static sites and DNS services that give names to everyone, and that the public suffix list does not have. */

/** Names are given directly below them. */
const SHARED = [
  // Codespaces: https://docs.github.com/en/codespaces/developing-in-a-codespace/forwarding-ports-in-your-codespace
  'app.github.dev',
  // https://theboroer.github.io/localtunnel-www/
  'loca.lt',
  // https://localhost.run/docs/
  'lhr.life',
  // https://serveo.net/
  'serveo.net',
  // https://docs.zrok.io/docs/concepts/sharing-public/
  'share.zrok.io',
  // https://docs.expo.dev/more/expo-cli/#tunneling
  'exp.direct',
  // https://www.gradio.app/guides/sharing-your-app
  'gradio.live',
  // Static sites: https://docs.sevalla.com/static-sites/overview, https://edgeone.ai/products/pages
  'kinsta.page',
  'sevalla.page',
  'edgeone.app',
  // https://developer.stackblitz.com/
  'stackblitz.io',
  // Each address has names, such as `app.192.0.2.1.nip.io`: https://nip.io/, https://sslip.io/, https://traefik.me/
  'nip.io',
  'sslip.io',
  'traefik.me'
]

/** Names are given below the names of regions or clusters, such as `euw.devtunnels.ms`. */
const REGIONAL = [
  // https://learn.microsoft.com/en-us/azure/developer/dev-tunnels/overview
  'devtunnels.ms',
  // https://www.gitpod.io/docs/classic/user/configure/workspaces/ports
  'gitpod.io',
  // https://cloud.google.com/workstations/docs/customize-development-environment
  'cloudworkstations.dev',
  // https://webcontainers.io/
  'webcontainer.io'
]

/** All of them. */
export const SHARED_HOSTS: readonly string[] = [...SHARED, ...REGIONAL]

const regional: ReadonlySet<string> = new Set(REGIONAL)

/** Whether names are given below a host because it is that of a region. */
export function isSharedRegion (host: string): boolean {
  return regional.has(host.slice(host.indexOf('.') + 1))
}
