/**
 * Whether output to `stream` is coloured: NO_COLOR wins over FORCE_COLOR, which wins over CLICOLOR and what the stream is.
 * (https://no-color.org, https://force-color.org, http://bixense.com/clicolors)
 */
export function wantsColor(stream: {isTTY?: boolean}, variables: NodeJS.ProcessEnv): boolean {
  const {CLICOLOR, FORCE_COLOR, NO_COLOR} = variables
  if (NO_COLOR) return false
  if (FORCE_COLOR) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false'
  return Boolean(stream.isTTY) && CLICOLOR !== '0' && !isDumb(variables)
}

/** Whether the terminal knows no escape sequences. */
export const isDumb = ({TERM}: NodeJS.ProcessEnv): boolean => TERM === 'dumb'
