import t from 'tap'
import { isPrivateNetworkHost, isPrivateUseName } from '../../../lib/standard/private-network.ts'

const PRIVATE = [
  '10.0.0.1', '172.16.0.1', '172.20.1.1', '172.31.255.255', '192.168.1.10', '169.254.0.1', '[fc00::1]', '[fdff:1::]', '[fe80::1]', '[febf::1]',
  'intranet', 'intranet.', 'printer.local', 'printer.local.', 'a.b.internal', 'nas.home.arpa', 'local', 'internal', 'home.arpa'
]
const OTHERS = [
  '11.0.0.1', '172.15.0.1', '172.32.0.1', '192.169.0.1', '169.253.0.1', '100.10.0.1', '[fec0::1]', '[fe7f::1]', '[fc::1]', '[fbff::1]',
  '[2001:db8::fc00]', '[::1]', 'localhost', 'localhost.', 'a.example.com', '10.0.0.1.example.com', 'mylocal.com', 'local.example.com', 'notlocal.test',
  'arpa.home', 'x.arpa', 'a.localhost'
]

t.test('isPrivateNetworkHost distinguishes private hosts from public and loopback hosts', async (t) => {
  for (const host of PRIVATE) t.equal(isPrivateNetworkHost(host), true, host)
  for (const host of OTHERS) t.equal(isPrivateNetworkHost(host), false, host)
})

t.test('names for private use are three suffixes and their subdomains', async (t) => {
  for (const host of ['printer.local', 'local', 'a.internal.', 'home.arpa', 'x.home.arpa']) t.equal(isPrivateUseName(host), true, host)
  for (const host of ['intranet', 'dev', 'arpa', 'mylocal', 'local.test', '10.0.0.1']) t.equal(isPrivateUseName(host), false, host)
})
