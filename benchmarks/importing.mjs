/** Prints the CPU time of an import, in microseconds, as the first thing that a process does. */
const [, , name = ''] = process.argv
const before = process.cpuUsage()
await import(name)
const { user, system } = process.cpuUsage(before)
console.log(user + system)
