/** Prints the CPU time of an import, in microseconds, when others have been imported: `importing.mjs NAME [OTHER…]`. */
const [, , name = '', ...others] = process.argv
for (const other of others) await import(other)
const before = process.cpuUsage()
await import(name)
const { user, system } = process.cpuUsage(before)
console.log(user + system)
