// Draws docs/session.svg: a session with the built binary and the sandbox, typed on a real terminal, as a terminal
// emulator shows it. With --text it prints what the screen says and draws nothing.
import xterm from '@xterm/headless'
import {execFileSync} from 'node:child_process'
import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const COMMANDS = [
  'omi memory create "Prefers async over sync" --category work',
  'omi memory list --limit 3',
  'omi ask "What did we say about the telescope for Paul?"',
  'omi goal list | cut -f 2',
]
const COLUMNS = 92

/** The bytes that the terminal gets. */
function record() {
  const home = mkdtempSync(join(tmpdir(), 'omi-picture-'))
  try {
    const bin = join(home, 'bin')
    mkdirSync(bin)
    symlinkSync(join(root, 'bin/run.js'), join(bin, 'omi'))
    const typed = COMMANDS.flatMap((command, index) => {
      const gap = index === 0 ? '' : String.raw`\n`
      return [String.raw`printf '${gap}\033[32m$\033[0m \033[1m%s\033[0m\n' ${quoted(command)}`, command]
    })
    writeFileSync(join(home, 'session.sh'), [`stty cols ${COLUMNS} rows 60`, ...typed, ''].join('\n'))
    const session = ['script', '--quiet', '--return', '--flush', '--command', 'bash -e session.sh', '/dev/null']
    const env = {CI: 'true', HOME: home, PATH: `${bin}:${process.env.PATH}`, TERM: 'xterm-256color', TZ: 'UTC'}
    return execFileSync('omi', ['sandbox', 'exec', '--seed-data', '--', ...session], {
      cwd: home,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
  } finally {
    rmSync(home, {force: true, recursive: true})
  }
}

const quoted = (text) => `'${text.replaceAll("'", String.raw`'\''`)}'`

/** The screen's rows, each as runs of cells that look the same: `{column, style, text, width}`. */
async function screenOf(bytes) {
  const terminal = new xterm.Terminal({allowProposedApi: true, cols: COLUMNS, rows: 60})
  await new Promise((resolve) => {
    terminal.write(bytes, resolve)
  })
  const {active} = terminal.buffer
  const rows = Array.from({length: active.length}, (_, y) => runsOf(active.getLine(y)))
  while (rows.length > 0 && rows.at(-1).every(({text}) => text.trim() === '')) rows.pop()
  return rows
}

function runsOf(line) {
  const runs = []
  for (let column = 0; column < line.length; column += 1) {
    const cell = line.getCell(column)
    // The second half of a wide character.
    if (cell.getWidth() === 0) continue
    const style = styleOf(cell)
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

const COLORS = {1: '#f38ba8', 2: '#a6e3a1', 3: '#f9e2af', 4: '#89b4fa', 5: '#cba6f7', 6: '#94e2d5'}

const styleOf = (cell) =>
  [
    cell.isFgPalette() && `fill="${COLORS[cell.getFgColor() % 8] ?? '#cdd6f4'}"`,
    cell.isBold() && 'font-weight="bold"',
    cell.isDim() && 'opacity="0.6"',
  ]
    .filter(Boolean)
    .join(' ')

const textOf = (rows) =>
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

function svgOf(rows) {
  const width = COLUMNS * CELL + 2 * MARGIN
  const height = rows.length * LINE + BAR + MARGIN + 6
  const lines = rows.map((runs, row) => {
    const spans = runs.flatMap(piecesOf).map(({column, style, text, width}) => {
      const at = `x="${MARGIN + column * CELL}" textLength="${width * CELL}"`
      return `<tspan ${[at, style].filter(Boolean).join(' ')}>${escaped(text)}</tspan>`
    })
    return spans.length > 0 ? `  <text y="${BAR + FONT + row * LINE}">${spans.join('')}</text>` : ''
  })
  const lights = ['#f38ba8', '#f9e2af', '#a6e3a1'].map(
    (color, index) => `  <circle cx="${MARGIN + 4 + index * 18}" cy="18" r="5.5" fill="${color}"/>`,
  )
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
      `fill="#cdd6f4" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" ` +
      `font-size="${FONT}" role="img" aria-label="A session with omi">`,
    `  <rect width="100%" height="100%" rx="10" fill="#1e1e2e"/>`,
    ...lights,
    ...lines.filter(Boolean),
    '</svg>',
    '',
  ].join('\n')
}

const rows = await screenOf(record())
if (process.argv.includes('--text')) console.log(textOf(rows))
else writeFileSync(join(root, 'docs/session.svg'), svgOf(rows))
