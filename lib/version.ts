/** The version of this package. A test compares it with package.json, which no bundle of an application carries along. */
export const VERSION = '0.1.0'
