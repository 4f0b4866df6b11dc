/** The ways in which programs save a file. */
import { mkdirSync, openSync, closeSync, ftruncateSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'

/** Saves a content under a path. A save in several steps has pauses between them, and its beginning is never a complete file. */
export type Save = (path: string, content: string) => Promise<void>

let count = 0

export const SAVES: ReadonlyMap<string, Save> = new Map<string, Save>([
  ['replaced by rename', async (path, content) => {
    const other = `${path}.${++count}.new`
    writeFileSync(other, content)
    renameSync(other, path)
  }],
  ['emptied and written in parts', async (path, content) => {
    await writeInParts(openSync(path, 'w'), content)
  }],
  ['overwritten and cut', async (path, content) => {
    const file = openSync(path, 'r+')
    writeSync(file, content, 0)
    await nextTurn()
    ftruncateSync(file, Buffer.byteLength(content))
    closeSync(file)
  }],
  ['deleted and created', async (path, content) => {
    rmSync(path)
    for (let i = 0; i < 20; i++) await nextTurn()
    await writeInParts(openSync(path, 'wx'), content)
  }],
  ['moved away, as editors do for a copy', async (path, content) => {
    renameSync(path, `${path}~`)
    await nextTurn()
    await writeInParts(openSync(path, 'wx'), content)
  }],
  ['written with the time of the old one', async (path, content) => {
    const { atime, mtime } = statSync(path)
    await writeInParts(openSync(path, 'w'), content)
    utimesSync(path, atime, mtime)
  }]
])

async function writeInParts (file: number, content: string): Promise<void> {
  // Cut in the middle of an origin.
  const middle = content.length - 3
  await nextTurn()
  writeSync(file, content.slice(0, middle))
  for (let i = 0; i < 20; i++) await nextTurn()
  writeSync(file, content.slice(middle))
  closeSync(file)
}

/** Saves a file as Kubernetes updates the volume of a ConfigMap: a link to a folder is replaced, and the path of the file stays. */
export function configMapSave (volume: string): Save {
  return async (path, content) => {
    const data = `..${++count}`
    mkdirSync(join(volume, data))
    writeFileSync(join(volume, data, basename(path)), content)
    symlinkSync(data, join(volume, '..data_tmp'))
    renameSync(join(volume, '..data_tmp'), join(volume, '..data'))
    if (dirname(path) !== volume) throw new Error(`${path} is not in ${volume}`)
  }
}
