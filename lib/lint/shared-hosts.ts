/** Hosts that serve pages of many people under different paths, so all of them have the same origin. */

const SHARED_HOSTS: ReadonlySet<string> = new Set([
  // playgrounds where anyone can run scripts
  'codepen.io', 'cdpn.io', 'jsfiddle.net', 'fiddle.jshell.net', 'jsbin.com', 'output.jsbin.com', 'run.plnkr.co', 'preview.p5js.org',
  'html-classic.itch.zone',
  // files of any repository, served as pages
  'htmlpreview.github.io', 'raw.githack.com', 'rawcdn.githack.com',
  // buckets, addressed by path
  's3.amazonaws.com', 'storage.googleapis.com', 'commondatastorage.googleapis.com', 'storage.yandexcloud.net', 's3.wasabisys.com',
  // copies of any page
  'web.archive.org', 'ipfs.io'
])

/** Regional hosts of buckets that are addressed by path: https://docs.aws.amazon.com/general/latest/gr/s3.html */
const REGIONAL_S3 = /^s3[.-](?:dualstack\.)?[a-z]{2}(?:-[a-z]+)+-\d\.amazonaws\.com$/

/** Whether a host serves pages of many people under one origin. */
export function isSharedHost (host: string): boolean {
  return SHARED_HOSTS.has(host) || REGIONAL_S3.test(host)
}
