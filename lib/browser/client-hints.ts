/** Request headers that Chromium takes for CORS-safelisted beside the standard's, by their values. */

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

/** Those that are neither of the user's own choice nor of the browser's interventions. */
const CHOSEN: ReadonlySet<string> = new Set(['intervention', 'save-data'])

/** Whether Chromium drops a header at redirects; name in lower case. */
export function isDeviceHint (name: string): boolean {
  return Object.hasOwn(HINTS, name) && !CHOSEN.has(name)
}

/** Whether Chromium lets a header pass without a preflight as a client hint; name in lower case. */
export function isClientHint (name: string, value: string): boolean {
  return Object.hasOwn(HINTS, name) && HINTS[name]!(value)
}
