/** Letters of hosts outside ASCII: https://url.spec.whatwg.org/#idna */

/**
 * All of Latin, Greek, Cyrillic, kana, Han and Hangul that was long settled: every version of Node makes the same host of it.
 * What is left out became another letter in some version of Unicode, was added late, or is written from right to left.
 */
const SETTLED = /^[\0-\u04bf\u04c1-\u052f\u1e00-\u1e9d\u1e9f-\u1eff\u3002\u3041-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff61]*$/

/** Whether every version of Node makes the same of a host with these letters. */
export function areSettled (text: string): boolean {
  return SETTLED.test(text)
}
