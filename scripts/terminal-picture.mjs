// What a terminal shows of the bytes that it gets, as text and as a picture (SVG).
import xterm from '@xterm/headless'

/** How the 16 colours look that a program may ask for, and what they stand on. */
export const THEMES = {
  dark: {
    background: '#1e1e2e',
    colors: {1: '#f38ba8', 2: '#a6e3a1', 3: '#f9e2af', 4: '#89b4fa', 5: '#cba6f7', 6: '#94e2d5'},
    text: '#cdd6f4',
  },
  light: {
    background: '#eff1f5',
    colors: {1: '#d20f39', 2: '#40a02b', 3: '#df8e1d', 4: '#1e66f5', 5: '#8839ef', 6: '#179299'},
    text: '#4c4f69',
  },
}

/** How many rows a screen has at least; what is longer scrolls, and is in the picture all the same. */
const ROWS = 60

/** The screen's rows, each as runs of cells that look the same: `{column, style, text, width}`. */
export async function screenOf(bytes, columns, theme = THEMES.dark) {
  const terminal = new xterm.Terminal({allowProposedApi: true, cols: columns, rows: ROWS})
  await new Promise((resolve) => {
    terminal.write(bytes, resolve)
  })
  const {active} = terminal.buffer
  const rows = Array.from({length: active.length}, (_, y) => runsOf(active.getLine(y), theme))
  while (rows.length > 0 && rows.at(-1).every(({text}) => text.trim() === '')) rows.pop()
  return rows
}

function runsOf(line, theme) {
  const runs = []
  for (let column = 0; column < line.length; column += 1) {
    const cell = line.getCell(column)
    // The second half of a wide character.
    if (cell.getWidth() === 0) continue
    const style = styleOf(cell, theme)
    const text = cell.getChars() || ' '
    const last = runs.at(-1)
    if (last && last.style === style) {
      last.text += text
      last.width += cell.getWidth()
    } else {
      runs.push({column, style, text, width: cell.getWidth()})
    }
  }

  return runs
}

const styleOf = (cell, {colors, text}) =>
  [
    cell.isFgPalette() && `fill="${colors[cell.getFgColor() % 8] ?? text}"`,
    cell.isBold() && 'font-weight="bold"',
    cell.isDim() && 'opacity="0.6"',
  ]
    .filter(Boolean)
    .join(' ')

export const textOf = (rows) =>
  rows
    .map((runs) =>
      runs
        .map(({text}) => text)
        .join('')
        .trimEnd(),
    )
    .join('\n')

const FONT = 15
const CELL = 9
const LINE = 21
const MARGIN = 20
const BAR = 36

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** The parts of a run between gaps: not every viewer keeps several blanks. Assumes that only its last character is wide. */
function piecesOf({column, style, text, width}) {
  return [...text.matchAll(/\S+(?: \S+)*/g)].map(({0: piece, index}) => ({
    column: column + index,
    style,
    text: piece,
    width: index + piece.length === text.length ? width - index : piece.length,
  }))
}

/** A screen of so many columns as a window; `label` says what it shows to who cannot see it. */
export function svgOf(rows, columns, label, theme = THEMES.dark) {
  const width = columns * CELL + 2 * MARGIN
  const height = rows.length * LINE + BAR + MARGIN + 6
  const lines = rows.map((runs, row) => {
    const spans = runs.flatMap(piecesOf).map(({column, style, text, width}) => {
      const at = `x="${MARGIN + column * CELL}" textLength="${width * CELL}"`
      return `<tspan ${[at, style].filter(Boolean).join(' ')}>${escaped(text)}</tspan>`
    })
    return spans.length > 0 ? `  <text y="${BAR + FONT + row * LINE}">${spans.join('')}</text>` : ''
  })
  const lights = [1, 3, 2].map(
    (color, index) => `  <circle cx="${MARGIN + 4 + index * 18}" cy="18" r="5.5" fill="${theme.colors[color]}"/>`,
  )
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
      `fill="${theme.text}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" ` +
      `font-size="${FONT}" role="img" aria-label="${escaped(label).replaceAll('"', '&quot;')}">`,
    `  <rect width="100%" height="100%" rx="10" fill="${theme.background}"/>`,
    ...lights,
    ...lines.filter(Boolean),
    '</svg>',
    '',
  ].join('\n')
}
