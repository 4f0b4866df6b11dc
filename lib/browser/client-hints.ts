/** Request headers that Chromium treats as CORS-safelisted, depending on their values, in addition to those of the standard. */

const isNumber = (value: string): boolean => /^\d+$/.test(value)
const isDecimal = (value: string): boolean => /^\d+(?:\.\d+)?$/.test(value)

const HINTS: Readonly<Record<string, (value: string) => boolean>> = {
  'device-memory': isDecimal,
  downlink: isDecimal,
  dpr: isDecimal,
  ect: value => ['slow-2g', '2g', '3g', '4g'].includes(value),
  intervention: () => true,
  rtt: isNumber,
  'save-data': value => value.toLowerCase() === 'on',
  'viewport-width': isNumber,
  width: isNumber
}

/** Hints that come from a choice of the user or from an intervention of the browser. */
const CHOSEN: ReadonlySet<string> = new Set(['intervention', 'save-data'])

/** Whether Chromium removes a header at redirects. The name is lower case. */
export function isDeviceHint (name: string): boolean {
  return Object.hasOwn(HINTS, name) && !CHOSEN.has(name)
}

/** Whether Chromium sends a header without a preflight because it is a client hint. The name is lower case. */
export function isClientHint (name: string, value: string): boolean {
  return Object.hasOwn(HINTS, name) && HINTS[name]!(value)
}
