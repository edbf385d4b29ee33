import {wantsColor} from '../config/environment.js'
import {type GlobalFlags} from '../global-flags.js'
import {Output} from './output.js'

/** Output on the streams of this process, in the form that the global flags ask for. */
export const processOutput = ({json, verbose}: GlobalFlags): Output =>
  new Output({
    color: {stderr: wantsColor(process.stderr), stdout: wantsColor(process.stdout)},
    json,
    stderr: process.stderr,
    stdout: process.stdout,
    verbose,
  })
