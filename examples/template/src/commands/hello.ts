import {BaseCommand, limitFlag, type Memory, type View} from '@omi-dev/cli'

/** The columns of a table, the fields of a pipe's lines. */
const view: View<Memory> = {
  columns: [
    {name: 'id', value: ({id}) => id},
    {flexible: true, name: 'content', value: ({content}) => content},
  ],
}

/** `omi hello`: the file's place under commands/ is the command's name. */
export default class Hello extends BaseCommand<Memory[]> {
  static override examples = ['<%= config.bin %> hello --limit 3']
  static override flags = {limit: limitFlag({default: 5, max: 200, min: 1})}
  static override summary = 'Say what the command does, in one line'

  /** Shows the result to a person or a pipe. */
  protected render(memories: Memory[]): Promise<void> {
    return this.output.list(view, memories)
  }

  /** Returns the result, which is what `omi --json hello` prints. */
  async run(): Promise<Memory[]> {
    const {flags} = await this.parse(Hello)
    const {memories} = await this.api()
    return memories.list({limit: flags.limit, offset: 0})
  }
}
