import * as Flags from '@oclif/core/flags'

import {type Memory} from '../../lib/contract/schema.js'
import {noFieldsToUpdate} from '../../lib/errors/index.js'
import {idArg} from '../../lib/flags/flags.js'
import {READS_STDIN} from '../../lib/flags/value-facts.js'
import {checkText} from '../../lib/input/check-text.js'
import {textFrom, textLimit} from '../../lib/input/input.js'
import {type McpTool} from '../../lib/mcp/tool.js'
import {LONGEST_CONTENT, memoryFlags} from '../../lib/memory/memory-flags.js'
import {memoryView} from '../../lib/memory/memory-view.js'
import {BaseCommand} from '../../lib/run/base-command.js'

export default class MemoryUpdate extends BaseCommand<Memory> {
  static override args = {id: idArg('memory', "The memory's id")}
  static override description = 'What is not given stays as it is; tags are replaced by those given.'
  static override examples = [
    '<%= config.bin %> memory update 3e7f2ba2-11d9-446e-b319-aa4130bfcc52 --visibility public',
    '<%= config.bin %> memory update 3e7f2ba2-11d9-446e-b319-aa4130bfcc52 --tag work --tag habits',
  ]
  static override flags = {
    content: Flags.string({
      helpValue: 'TEXT',
      ...READS_STDIN,
      summary: `The new content, up to ${LONGEST_CONTENT} characters; - reads it from stdin`,
    }),
    ...memoryFlags,
  }
  static override readonly mcpTool = {
    name: 'memory_update',
    title: 'Change a memory',
    description: 'Changes a memory; what is not given stays as it is. Tags are replaced by those given.',
    toolset: 'memory',
    input: {
      id: 'The id, as the lists have it',
      content: `The new fact, up to ${LONGEST_CONTENT} characters`,
      category: 'The new category',
      tags: {description: 'The new tags', of: 'tag'},
      visibility: 'Who may see it',
    },
  } as const satisfies McpTool
  static override readonly operations = ['updateMemory'] as const
  static override summary = 'Change a memory'

  protected async render(memory: Memory) {
    await this.output.item(memoryView, memory)
    this.output.success('Memory updated.')
  }

  async run() {
    const {args, flags} = await this.parse(MemoryUpdate)
    const {category, tag: tags, visibility} = flags
    const content =
      flags.content === undefined
        ? undefined
        : await textFrom(flags.content, this.output, this.signal, textLimit('--content', LONGEST_CONTENT))
    if (content !== undefined) checkText(content, '--content', LONGEST_CONTENT)
    const changes = {category, content, tags, visibility}
    if (Object.values(changes).every((value) => value === undefined)) throw noFieldsToUpdate(MemoryUpdate.flags)
    const {memories} = await this.api()
    return memories.update(args.id, changes)
  }
}
