/** A text as roff shows it. */
export function roff(text: string): string
/** The pages by their names (`omi.1`), of what `omi --json commands` prints. */
export function manualPages(surface: object, date: string): Record<string, string>
