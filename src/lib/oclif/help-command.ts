/**
 * What `omi help` is to help itself, `omi commands` and the docs. The command comes from `@oclif/plugin-help`, which would
 * have a flag for a layout that is not ours.
 */
export const HELP_COMMAND = {
  args: {words: {description: 'A topic, or a topic and a verb', multiple: true, name: 'words'}},
  description: undefined,
  examples: [
    '<%= config.bin %> help memory',
    '<%= config.bin %> help memory create',
    '<%= config.bin %> help environment',
  ],
  flags: {},
  readOnly: true,
  summary: 'Show help for omi, a topic or a verb',
}
