/** What people call our flags elsewhere: a flag of the command, or a global one, the first that there is. */
const OTHERS = new Map<string, readonly string[]>([
  ['--account', ['--profile']],
  ['--after', ['--start-date', '--due-after']],
  ['--base-url', ['--api-base']],
  ['--before', ['--end-date', '--due-before']],
  ['--confirm', ['--yes']],
  ['--count', ['--limit']],
  ['--debug', ['--verbose']],
  ['--due', ['--due-at']],
  ['--force', ['--yes']],
  ['--format', ['--json']],
  ['--from', ['--start-date']],
  ['--host', ['--api-base']],
  ['--max', ['--limit']],
  ['--no-input', ['--yes']],
  ['--number', ['--limit']],
  ['--output', ['--json']],
  ['--page-size', ['--limit']],
  ['--server', ['--api-base']],
  ['--since', ['--start-date']],
  ['--skip', ['--offset']],
  ['--to', ['--end-date']],
  ['--top', ['--limit']],
  ['--tz', ['--timezone']],
  ['--until', ['--end-date']],
  ['--url', ['--api-base']],
  ['-f', ['--yes', '--file']],
  ['-l', ['--limit']],
  ['-n', ['--limit']],
  ['-o', ['--json']],
])

/** What is there without a flag. */
const REMARKS = new Map([['--stream', 'An answer of omi chat is shown as it comes, without a flag.']])

/** What `typed` is called here, of the flags `known`; undefined where it has no other name. */
export const otherNameOf = (typed: string, known: readonly string[]): string | undefined =>
  OTHERS.get(typed)?.find((flag) => known.includes(flag))

export const remarkOn = (typed: string): string | undefined => REMARKS.get(typed)
