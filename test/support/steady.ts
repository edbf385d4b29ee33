/** A screen without what differs from run to run: ids, keys, times, how long ago something was, and what that does to the layout. */
export const steady = (screen: string) =>
  screen
    .replaceAll(/\bgoal_[\da-f]{3,12}\b/g, 'ID')
    .replaceAll(/[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/g, 'ID')
    .replaceAll(/\b[\da-f]{8}\b/g, 'ID')
    .replaceAll(/\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?/g, 'TIME')
    .replaceAll(/[A-Z][a-z]+ \d\d?, \d{4}/g, 'TIME')
    .replaceAll(/omi_dev_[\w.]+/g, 'KEY')
    .replaceAll(/"01_99_\d+"/g, 'SCORING')
    .replaceAll(
      /\(?(in |about |almost |over )*(\d+|less than a|a|an|one) (second|minute|hour|day|week|month|year)s?( ago)?\)?/g,
      'WHEN',
    )
    .replaceAll(/\s+/g, ' ')
