/** What the command of oclif's own plugin does, by its id, in the words of this product. */
export const OWN_SUMMARIES: Readonly<Record<string, string>> = {help: 'Show help for omi, a topic or a verb'}
