/** Hosts that serve pages of many people, each under a path, so that all of them have one origin. */

const SHARED_HOSTS: ReadonlySet<string> = new Set([
  // where anyone runs scripts in a minute
  'codepen.io', 'cdpn.io', 'jsfiddle.net', 'fiddle.jshell.net', 'jsbin.com', 'output.jsbin.com', 'run.plnkr.co', 'preview.p5js.org',
  'html-classic.itch.zone',
  // files of whoever has a repository, shown as pages
  'htmlpreview.github.io', 'raw.githack.com', 'rawcdn.githack.com',
  // buckets, by path
  's3.amazonaws.com', 'storage.googleapis.com', 'commondatastorage.googleapis.com', 'storage.yandexcloud.net', 's3.wasabisys.com',
  // copies of everybody's pages
  'web.archive.org', 'ipfs.io'
])

/** Buckets by path, region by region: https://docs.aws.amazon.com/general/latest/gr/s3.html */
const REGIONAL_S3 = /^s3[.-](?:dualstack\.)?[a-z]{2}(?:-[a-z]+)+-\d\.amazonaws\.com$/

/** Whether a host serves pages of many people under one origin. */
export function isSharedHost (host: string): boolean {
  return SHARED_HOSTS.has(host) || REGIONAL_S3.test(host)
}
