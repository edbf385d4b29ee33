import {requiredArg} from '../../lib/flags/flags.js'
import {READS_STDIN} from '../../lib/flags/value-facts.js'
import {checkText} from '../../lib/input/check-text.js'
import {textFrom, textLimit} from '../../lib/input/input.js'
import {LocalCommand} from '../../lib/local/local-command.js'
import {type SqlRows, sqlRows, sqlView} from '../../lib/local/sql-rows.js'
import {showToolResult} from '../../lib/local/tool-result.js'

/** The longest statement, in characters. */
const LONGEST = 100_000

/** The rows, or the desktop's own text where that is in no form that is known. */
type Queried = SqlRows | {text: string}

export default class LocalSql extends LocalCommand<Queried> {
  static override args = {query: requiredArg('The statement, in the SQL of SQLite; - reads it from stdin', READS_STDIN)}
  static override description =
    'What Omi Desktop lets through is its own. A statement is sent once, whatever becomes of the answer.'
  static override examples = [
    '<%= config.bin %> local sql "SELECT appName, COUNT(*) AS screenshots FROM screenshots GROUP BY appName"',
    'echo "SELECT description FROM action_items LIMIT 3" | <%= config.bin %> --json local sql -',
  ]
  static override summary = 'Ask the database of Omi Desktop'

  protected override doneBy(): undefined {}

  protected render(queried: Queried) {
    return 'text' in queried
      ? showToolResult(this.output, queried.text)
      : this.output.list(sqlView(queried), queried.rows)
  }

  async run(): Promise<Queried> {
    const {args} = await this.parse(LocalSql)
    const query = await textFrom(args.query, this.output, this.signal, textLimit('QUERY', LONGEST))
    checkText(query, 'QUERY', LONGEST)
    const result = await this.callTool('execute_sql', {query}, {changes: true})
    return sqlRows(result) ?? {text: typeof result === 'string' ? result : JSON.stringify(result)}
  }
}
