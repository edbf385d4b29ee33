/** What a run's exit code means; the one list of them, for help and for scripts. */
export const EXIT_CODES: ReadonlyArray<{readonly codes: readonly number[]; readonly meaning: string}> = [
  {codes: [0], meaning: 'done'},
  {codes: [1], meaning: 'wrong usage, a refused value or request, config trouble'},
  {codes: [2], meaning: 'no credential, a bad one, or one that may not do this'},
  {codes: [3], meaning: 'the server failed, cannot be reached, or is not the Omi API'},
  {codes: [4], meaning: 'rate limited'},
  {codes: [5], meaning: 'not found'},
  {codes: [130], meaning: 'interrupted by Ctrl-C'},
  {codes: [143], meaning: 'interrupted by SIGTERM'},
]
