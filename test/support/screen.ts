import xterm from '@xterm/headless'

/** Wider than whatever is measured: what is too wide is seen to be. */
const COLUMNS = 1200

/** The lines that a terminal emulator shows, and how many cells of it each takes. */
export async function screenLines(text: string): Promise<Array<{cells: number; text: string}>> {
  const terminal = new xterm.Terminal({allowProposedApi: true, cols: COLUMNS, convertEol: true, scrollback: 10_000})
  await new Promise<void>((resolve) => {
    terminal.write(text, resolve)
  })
  const {active} = terminal.buffer
  const lines = Array.from({length: active.length}, (_, y) => active.getLine(y)!)
  return lines.slice(0, active.baseY + active.cursorY).map((line) => {
    const text = line.translateToString(true)
    // No character has more than two cells.
    for (let column = Math.min(2 * text.length, line.length) - 1; column >= 0; column -= 1) {
      const cell = line.getCell(column)!
      if (cell.getChars().trim() !== '') return {cells: column + cell.getWidth(), text}
    }

    return {cells: 0, text}
  })
}
