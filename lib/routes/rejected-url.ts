/** Why the router rejects a URL. */

/**
 * Whether a part of the path is longer than a parameter can be. The router also rejects URLs with invalid percent-encoding, whose length
 * does not matter.
 *
 * @param url  the path and the query
 */
export function isParameterTooLong (url: string, maxParamLength: number): boolean {
  const [path] = url.split('?', 1) as [string]
  try {
    return path.split('/').map((part) => decodeURIComponent(part)).some((part) => part.length > maxParamLength)
  } catch {
    return false
  }
}

/** Whether a path has an invalid percent-encoding, which the router rejects. */
export function isMalformed (url: string): boolean {
  try {
    decodeURIComponent(url.split('?', 1)[0]!)
    return false
  } catch {
    return true
  }
}
