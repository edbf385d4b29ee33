/** How long somebody waits in all between the attempts of one or several runs, who cannot wait for ever. */
export class Patience {
  /** `left` is in milliseconds. */
  constructor(private left: number) {}

  /** Takes a wait of so many milliseconds out of it; false where it is too long, and then nothing is taken. */
  allows(milliseconds: number): boolean {
    if (milliseconds > this.left) return false
    this.left -= milliseconds
    return true
  }
}
