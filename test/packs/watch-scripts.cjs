// Loaded into a run before anything else: notes of each script whether V8 took what it had compiled of it.
const {appendFileSync} = require('node:fs')
const vm = require('node:vm')

vm.Script = class extends vm.Script {
  constructor(text, options) {
    super(text, options)
    const isTaken = options.cachedData && this.cachedDataRejected === false
    appendFileSync(process.env.SCRIPTS, `${isTaken ? 'taken' : 'compiled'} ${options.filename}\n`)
  }
}
