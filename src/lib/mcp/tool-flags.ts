import * as Flags from '@oclif/core/flags'

/** Which tools a client is offered, and whether they ask, for `mcp` and `mcp install`. */
export const toolFlags = {
  'read-only': Flags.boolean({summary: 'Only tools that change nothing, whatever else is asked for'}),
  toolsets: Flags.string({
    helpValue: 'a,b',
    summary:
      'Only the tools of these toolsets, or all: account, ask, memory, conversation, action_item, search, goal, conversation_create, plugins',
  }),
  confirm: Flags.option({
    default: 'auto' as const,
    options: ['auto', 'never'] as const,
    summary: 'Whether the user is asked before several things are deleted at once; never leaves it to the client',
  })(),
  tools: Flags.string({helpValue: 'x,y', summary: 'Only these tools, and those of --toolsets'}),
}
