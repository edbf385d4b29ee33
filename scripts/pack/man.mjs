// Manual pages, from the same description of the surface that help and the docs are made of (`omi --json commands`).
// https://man7.org/linux/man-pages/man7/groff_man.7.html says what the macros mean.

/**
 * A text as roff shows it: every character as it is, so that what is copied from a page can be typed. Characters beyond ASCII
 * are named by their number, whatever the terminal's own set is.
 */
export function roff(text) {
  const escaped = text
    // groff has no such character where the locale knows ASCII alone.
    .replaceAll('…', '...')
    .replaceAll('\\', String.raw`\e`)
    .replaceAll(/["'^`~-]/g, (character) => NAMES[character])
    .replaceAll(
      /[^\n -~]/gu,
      (character) => `\\[u${character.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}]`,
    )
  // A line that begins with one of these would be a command of roff's.
  return escaped.replaceAll(/^\./gm, String.raw`\&.`)
}

const NAMES = {
  '"': String.raw`\(dq`,
  "'": String.raw`\(aq`,
  '-': String.raw`\-`,
  '^': String.raw`\(ha`,
  '`': String.raw`\(ga`,
  '~': String.raw`\(ti`,
}

/** A section begins with a paragraph by itself. */
const section = (title, lines) =>
  lines.length > 0 ? [`.SH ${title.toUpperCase()}`, ...(lines[0] === '.PP' ? lines.slice(1) : lines)] : []
/** A paragraph for each line that is one: an empty line would be an empty page line. */
const paragraphs = (text) =>
  text
    .split(/\n+/)
    .filter(Boolean)
    .flatMap((line) => ['.PP', roff(line)])
const entry = (label, text) => ['.TP', `\\fB${roff(label)}\\fR`, roff(text.replaceAll(/\s*\n\s*/g, ' ') || ' ')]
/** Lines as they are typed. */
const code = (text) => ['.PP', '.nf', '.RS 4', roff(text), '.RE', '.fi']

const valueOf = ({name, value_name: value, values}) => value ?? (values ? values.join('|') : name.toUpperCase())

function flagLabel(flag) {
  const {char, multiple, name, negatable, type} = flag
  const words = `--${negatable ? '[no-]' : ''}${name}${char ? `, -${char}` : ''}`
  return type === 'boolean' ? words : `${words} ${valueOf(flag)}${multiple ? '...' : ''}`
}

function explained({default: value, depends_on: needed = [], description, exclusive = [], summary, values = []}) {
  const text = [summary, description].filter(Boolean).join('. ')
  const notes = [
    values.length > 0 && !text.includes(values[0]) && `One of: ${values.join(', ')}.`,
    value !== undefined && `[default: ${value}]`,
    needed.length > 0 && `Only with ${needed.map((name) => `--${name}`).join(', ')}.`,
    exclusive.length > 0 && `Not with ${exclusive.map((name) => `--${name}`).join(', ')}.`,
  ].filter(Boolean)
  return notes.length > 0 ? [/[.?!]$/.test(text) ? text : `${text}.`, ...notes].join(' ') : text
}

const flagEntries = (flags) => flags.flatMap((flag) => entry(flagLabel(flag), explained(flag)))
const exitCodes = (codes) => codes.flatMap(({code: number, meaning}) => entry(String(number), meaning))
const pageName = (command) => `omi-${command.replaceAll(' ', '-')}`

const page = (name, date, version, lines) =>
  [`.TH ${roff(name.toUpperCase())} 1 ${date} ${roff(`omi-${version}`)} omi`, '.nh', '.ad l', ...lines, ''].join('\n')

const named = (name, summary) => section('Name', [roff(`${name} - ${summary.replaceAll('\n', ' ')}`)])

/** The pages by their names (`omi.1`); `date` is what stands at their foot, as 2026-11-30. */
export function manualPages(surface, date) {
  const {commands, environment, exit_codes: codes, global_flags: globals, usage, version} = surface
  const overview = page('omi', date, version, [
    ...named('omi', 'the command line for Omi'),
    ...section('Synopsis', code(usage)),
    ...section('Description', [
      ...paragraphs('Memories, conversations, action items and goals from your wearable.'),
      ...paragraphs('Each command has a page of its own: man omi-memory-list. omi help TOPIC VERB says the same.'),
    ]),
    ...section(
      'Commands',
      commands.flatMap(({command, summary}) => entry(`omi ${command}`, summary)),
    ),
    ...section('Global flags', [...paragraphs('They stand before the topic.'), ...flagEntries(globals)]),
    ...section('Exit codes', exitCodes(codes)),
    ...section(
      'Environment',
      environment.flatMap(({name, summary}) => entry(name, summary)),
    ),
    ...section('Files', entry('~/.omi', 'The config file config.toml, and everything else that is kept.')),
    ...section('See also', [roff(commands.map(({command}) => `${pageName(command)}(1)`).join(', '))]),
  ])
  const pages = commands.map((command) => [
    `${pageName(command.command)}.1`,
    commandPage(command, codes, date, version),
  ])
  return {'omi.1': overview, ...Object.fromEntries(pages)}
}

function commandPage({arguments: args, command, description, examples, flags, summary, usage}, codes, date, version) {
  const name = pageName(command)
  return page(name, date, version, [
    ...named(name, summary),
    ...section('Synopsis', code(usage)),
    ...section('Description', paragraphs(description ?? summary)),
    ...section(
      'Arguments',
      args.flatMap((arg) => entry(arg.name.toUpperCase(), explained(arg))),
    ),
    ...section('Flags', flagEntries(flags)),
    ...section('Exit codes', exitCodes(codes)),
    ...section(
      'Examples',
      examples.flatMap((example) => code(example)),
    ),
    ...section('See also', [roff('omi(1) has the global flags, which stand before the topic.')]),
  ])
}
