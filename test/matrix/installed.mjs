/** What comes from the registry: versions of Node, and of Fastify with the packed tarball beside it. */
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { root } from './selected.mjs'

/** @typedef {{ program: string, folder: string }} Installed  the program of Node, and where Fastify and the package are */

const run = promisify(execFile)
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const platform = process.platform === 'win32' ? 'win' : process.platform

/** Runs npm by some Node, whose version it goes by. @type {(cwd: string, args: string[], program?: string) => Promise<string>} */
async function npm (cwd, args, program = process.execPath) {
  const PATH = [dirname(program), process.env['PATH']].join(delimiter)
  const { stdout } = await run('npm', [...args, '--no-audit', '--no-fund'], { cwd, env: { ...process.env, PATH } })
  return stdout
}

/** @type {(scratch: string, name: string) => string} */
function emptyProject (scratch, name) {
  const folder = join(scratch, name)
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  return folder
}

/** Builds the package, and packs it. @type {(scratch: string) => Promise<string>} */
async function packPackage (scratch) {
  return join(scratch, JSON.parse(await npm(root, ['pack', '--json', '--silent', '--pack-destination', scratch]))[0].filename)
}

/** Its binary is a plain package, so that nothing is run to install it. @type {(scratch: string, version: string) => Promise<string>} */
async function installNode (scratch, version) {
  const name = `node-${platform}-${process.arch}`
  const folder = emptyProject(scratch, `node-${version}`)
  await npm(folder, ['install', `${name}@${version}`])
  const program = join(folder, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  const { stdout } = await run(program, ['--version'])
  if (stdout.trim() !== `v${version}`) throw new Error(`Node ${version} was asked for, and ${stdout.trim()} was installed`)
  return program
}

/**
 * Installs a Fastify and the tarball as a user does, and runs an application that responds to a preflight.
 * @type {(folder: string, program: string, fastify: string, tarball: string) => Promise<void>}
 */
async function installPackage (folder, program, fastify, tarball) {
  await npm(folder, ['install', `fastify@${fastify}`, tarball], program)
  cpSync(fileURLToPath(new URL('smallest-application.mjs', import.meta.url)), join(folder, 'smallest-application.mjs'))
  const { stdout } = await run(program, ['smallest-application.mjs'], { cwd: folder })
  const expected = `${fastify}: 204 GET, HEAD, PUT`
  if (stdout.trim() !== expected) throw new Error(`the installed package says ${JSON.stringify(stdout.trim())}, and not ${JSON.stringify(expected)}`)
}

/**
 * Installs one after the other, each version of Node once, while tests of the first ones run.
 * @type {(scratch: string, cells: [name: string, cell: { node: string, fastify?: string }][]) => Map<string, Promise<Installed>>}
 */
export function installCells (scratch, cells) {
  const tarball = packPackage(scratch)
  /** @type {Map<string, Promise<string>>} */
  const programs = new Map()
  /** @type {Map<string, Promise<Installed>>} */
  const installed = new Map()
  /** @type {Promise<unknown>} */
  let before = tarball
  for (const [name, { node, fastify = manifest.devDependencies.fastify }] of cells) {
    const previous = before
    const install = async () => {
      await previous.catch(() => {})
      if (!programs.has(node)) programs.set(node, installNode(scratch, node))
      const program = await /** @type {Promise<string>} */(programs.get(node))
      const folder = emptyProject(scratch, name)
      await installPackage(folder, program, fastify, await tarball)
      return { program, folder }
    }
    const done = install()
    // Node ends at a failure that nobody awaits yet.
    done.catch(() => {})
    installed.set(name, done)
    before = done
  }
  return installed
}
