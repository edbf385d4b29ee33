import {type Command} from '@oclif/core/command'
import {type Config} from '@oclif/core/config'

import {runContextOf} from '../config/context.js'
import {OMI_COMMAND} from '../io/run-context.js'
import {outputOptions} from '../output/output-for.js'
import {claimStdout} from './foreign-code.js'
import {guardDescriptors} from './guard-descriptors.js'
import {SoleDocumentOutput} from './sole-document.js'

/** Runs a plugin's command in JSON mode: whatever it prints, one document comes out. Resolves to its result; throws as it does. */
export async function runForDocument(Command: Command.Class, argv: string[], config: Config): Promise<unknown> {
  const output = new SoleDocumentOutput(outputOptions(runContextOf(config.options)))
  claimStdout(output)
  guardDescriptors()
  const before = Object.getOwnPropertyDescriptors(Command.prototype)
  try {
    if (OMI_COMMAND in Command) {
      // Whichever copy of this package the class is from, it says all that it says by this member.
      Object.defineProperty(Command.prototype, 'output', {configurable: true, get: () => output})
      return await Command.run(argv, config)
    }

    captureDocuments(Command.prototype as unknown as OclifCommand, output)
    const result: unknown = await Command.run(argv, config)
    // oclif prints no result that is falsy.
    if (!result && (result !== undefined || output.isUnused)) await output.json(result)
    return result
  } finally {
    // It may have put something of its own in stdout's place.
    claimStdout(output)
    await output.finish()
    // What it left running may still print.
    claimStdout(NOBODY)
    restore(Command.prototype, before)
  }
}

const NOBODY = {}

const MEMBERS = ['output', 'logJson', 'toSuccessJson']

/** In a test of a plugin the class runs again, and not always in JSON mode. */
function restore(prototype: object, before: PropertyDescriptorMap): void {
  for (const name of MEMBERS) {
    const descriptor = before[name]
    if (descriptor) Object.defineProperty(prototype, name, descriptor)
    else Reflect.deleteProperty(prototype, name)
  }
}

interface OclifCommand {
  logJson?: (document: unknown) => void
  toSuccessJson?: (result: unknown) => unknown
}

/** oclif's commands, of whichever version, make a document of their result with `toSuccessJson`, and print it at once. */
function captureDocuments(command: OclifCommand, output: SoleDocumentOutput): void {
  const {toSuccessJson} = command
  let isPrinting = false
  command.logJson = (document) => {
    if (!isPrinting) output.take(document)
  }

  command.toSuccessJson = function (result) {
    const document = toSuccessJson ? toSuccessJson.call(this, result) : result
    output.take(document)
    isPrinting = true
    queueMicrotask(() => {
      isPrinting = false
    })
    return document
  }
}
