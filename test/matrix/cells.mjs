/**
 * What the package is tested on, each in exact versions. Without a version of Fastify, all tests run on the one that is locked here;
 * with one, those that load Fastify run on that. Fastify 6 cannot start on Node 20.
 * @type {Record<string, { node: string, fastify?: string }>}
 */
export const CELLS = {
  'node-20': { node: '20.19.0' },
  'node-22': { node: '22.23.5' },
  'node-24': { node: '24.22.3' },
  'node-26': { node: '26.12.1' },
  'fastify-oldest': { node: '20.19.0', fastify: '5.0.0' },
  'fastify-next': { node: '26.12.1', fastify: '6.0.0-alpha.4' }
}
