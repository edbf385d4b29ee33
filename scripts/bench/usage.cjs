// Loaded into a run from outside: what it took of the processor, in seconds, and of memory, in MB, goes to the file that USAGE_REPORT names.
const {writeFileSync} = require('node:fs')

process.once('exit', () => {
  const {maxRSS, systemCPUTime, userCPUTime} = process.resourceUsage()
  const usage = {cpu: (systemCPUTime + userCPUTime) / 1e6, peak: maxRSS / 1024}
  writeFileSync(process.env.USAGE_REPORT, JSON.stringify(usage))
})
