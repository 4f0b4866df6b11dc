/** Non-ASCII letters of hosts: https://url.spec.whatwg.org/#idna */

/**
 * Latin, Greek, Cyrillic, kana, Han and Hangul letters that every version of Node converts to the same host. Excludes letters that
 * a version of Unicode has changed, recent letters, and letters that are written from right to left.
 */
const SETTLED = /^[\0-\u04bf\u04c1-\u052f\u1e00-\u1e9d\u1e9f-\u1eff\u3002\u3041-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff61]*$/

/** Whether every version of Node converts a host with these letters in the same way. */
export function areSettled (text: string): boolean {
  return SETTLED.test(text)
}
