/** Whether a response has begun. */

/** Whether a head has been sent. @fastify/express shadows `headersSent`, which is then true before the head is written. */
export function isSent (raw: { readonly headersSent: boolean }): boolean {
  return Object.hasOwn(raw, 'headersSent') ? Reflect.get(Object.getPrototypeOf(raw) as object, 'headersSent', raw) as boolean : raw.headersSent
}
