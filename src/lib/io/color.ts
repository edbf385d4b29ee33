/**
 * Whether output to `stream` is coloured: NO_COLOR wins over FORCE_COLOR, which wins over CLICOLOR_FORCE,
 * which wins over CLICOLOR and what the stream is.
 * (https://no-color.org, https://force-color.org, http://bixense.com/clicolors)
 */
export function wantsColor(stream: {isTTY?: boolean}, variables: NodeJS.ProcessEnv): boolean {
  const {CLICOLOR, CLICOLOR_FORCE, FORCE_COLOR, NO_COLOR} = variables
  if (NO_COLOR) return false
  if (FORCE_COLOR) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false'
  if (CLICOLOR_FORCE && CLICOLOR_FORCE !== '0') return true
  return Boolean(stream.isTTY) && CLICOLOR !== '0' && !isDumb(variables)
}

/** Whether the terminal knows no escape sequences. */
export const isDumb = ({TERM}: NodeJS.ProcessEnv): boolean => TERM === 'dumb'

/** Whether what is shown on a terminal is read aloud, or else one line after the other: OMI_ACCESSIBLE says so. */
export const isAccessible = ({OMI_ACCESSIBLE}: NodeJS.ProcessEnv): boolean =>
  Boolean(OMI_ACCESSIBLE) && OMI_ACCESSIBLE !== '0' && OMI_ACCESSIBLE !== 'false'

/** Whether a terminal may show what changes in its place, such as a bar. */
export const mayAnimate = (variables: NodeJS.ProcessEnv): boolean =>
  !isDumb(variables) && !isAccessible(variables) && !isInCi(variables)

/** Whether nobody is at the terminal, though there is one. */
export const isInCi = ({CI}: NodeJS.ProcessEnv): boolean => Boolean(CI) && CI !== '0' && CI !== 'false'
