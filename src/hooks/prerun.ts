import {type Hook} from '@oclif/core/hooks'

import {runContextOf} from '../lib/config/context.js'
import {errorOf} from '../lib/errors/index.js'
import {OMI_COMMAND} from '../lib/io/run-context.js'
import {wordsOf} from '../lib/oclif/command-words.js'

/**
 * Brings the global `--json` to commands of plugins that know nothing of this product: those with oclif's own JSON
 * flag get it, others cannot answer in JSON and say so.
 */
const prerun: Hook.Prerun = async function ({argv, Command, config}) {
  const {globals} = runContextOf((config as unknown as {options: object}).options)
  if (!globals.json || OMI_COMMAND in Command) return
  if (!Command.enableJsonFlag) {
    throw errorOf('no_such_option', {
      about: ['--json'],
      detail: `${config.bin} ${wordsOf(Command.id)} comes from the plugin ${Command.plugin?.name}, which has no JSON output here.`,
    })
  }

  if (globals.jq !== undefined) {
    throw errorOf('no_such_option', {
      about: ['--jq'],
      detail: `${config.bin} ${wordsOf(Command.id)} comes from the plugin ${Command.plugin?.name}, which writes its JSON by itself.`,
    })
  }

  // What stands behind `--` is not a flag, so the flag goes to the front of the array that the command will get.
  argv.unshift('--json')
  // oclif's own handler would print the error on stdout and report success.
  ;(Command as unknown as {prototype: {catch: (error: Error) => Promise<never>}}).prototype.catch = async (error) => {
    throw error
  }
}

export default prerun
