import {type ValueType} from '../flags/value-facts.js'
import {type Surface, type SurfaceArgument, type SurfaceCommand, type SurfaceFlag} from '../surface/surface.js'
import {visible} from '../text/visible-text.js'

/** The longest description that is worth a line of a menu. */
const LONGEST = 100

interface Word {
  readonly description?: string
  readonly kind: 'arg' | 'flag' | 'value' | 'word'
  /** The words before it. */
  readonly place: string
  /** What its value is; empty for none. */
  readonly takes?: string
  readonly word: string
}

/**
 * The words that completion offers, as the tab-separated lines that scripts/complete.awk reads and describes. `root` is
 * the folder where the product is installed, `plugins` are the names of those that were added, `formats` those of their export formats. Plugins' texts are made harmless, and words that a terminal could not show
 * are left out.
 */
export function completionWords(
  {commands, global_flags: globalFlags = [], topics, version}: Surface,
  root: string,
  plugins: readonly string[] = [],
  formats: readonly string[] = [],
): string {
  const words = [
    ...[
      ...topics.map(({summary, topic}) => [topic, summary]),
      ...commands.map(({command, summary}) => [command, summary]),
    ]
      .map(([words = '', description]): Word => {
        const at = words.lastIndexOf(' ')
        return {description, kind: 'word', place: words.slice(0, Math.max(at, 0)), word: words.slice(at + 1)}
      })
      // A command may be a topic too.
      .filter(
        ({place, word}, index, all) => all.findIndex((one) => one.place === place && one.word === word) === index,
      ),
    ...globalFlags.flatMap((flag) => wordsOfFlag('', {...flag, multiple: false, required: false})),
    ...commands.map((command) => withPluginFormats(withPluginNames(command, plugins), formats)).flatMap(wordsOfCommand),
  ]
  return [['#', 'version', version, root], ...words.filter(isShown).map(columns)]
    .map((line) => `${line.join('\t')}\n`)
    .join('')
}

/** The names of plugins where one is wanted: the words are written anew whenever there are others. */
const withPluginNames = (command: SurfaceCommand, values: readonly string[]): SurfaceCommand => ({
  ...command,
  arguments: command.arguments.map((arg) =>
    arg.type === 'plugin' && values.length > 0 ? {...arg, type: 'choice', values} : arg,
  ),
})

const withPluginFormats = (command: SurfaceCommand, formats: readonly string[]): SurfaceCommand =>
  command.command === 'export'
    ? {
        ...command,
        flags: command.flags.map((flag) =>
          flag.name === 'format' ? {...flag, values: [...(flag.values ?? []), ...formats]} : flag,
        ),
      }
    : command

const wordsOfCommand = ({arguments: args, command, flags}: SurfaceCommand): Word[] => [
  ...flags.flatMap((flag) => wordsOfFlag(command, flag)),
  ...args.flatMap((arg, index) => wordsOfArgument(command, arg, index + 1)),
]

function wordsOfFlag(place: string, flag: SurfaceFlag): Word[] {
  const {char, name, negatable, summary: description, values = []} = flag
  const takes = takesOf(flag)
  const names = [`--${name}`, ...(negatable ? [`--no-${name}`] : []), ...(char ? [`-${char}`] : [])]
  return names.flatMap((word) => [
    {description, kind: 'flag', place, takes, word} as const,
    ...values.map((value) => ({kind: 'value', place: `${place} ${word}`, word: value}) as const),
  ])
}

function wordsOfArgument(place: string, arg: SurfaceArgument, number: number): Word[] {
  const {description, multiple, values = []} = arg
  return [
    {
      description,
      kind: 'arg',
      place,
      takes: takesOf({...arg, multiple: false}),
      word: `${number}${multiple ? '+' : ''}`,
    },
    ...values.map((value) => ({kind: 'value', place: `${place} <${number}>`, word: value}) as const),
  ]
}

const COMPLETED: ReadonlySet<ValueType> = new Set(['choice', 'choices', 'file', 'profile'])

function takesOf({multiple, type, value_name: name, values}: (SurfaceArgument & {value_name?: never}) | SurfaceFlag) {
  if (type === 'boolean') return ''
  if (name?.startsWith('[')) return 'optional'
  const takes = COMPLETED.has(type) ? type : values ? 'choice' : 'text'
  return multiple ? `${takes}+` : takes
}

const isShown = ({place, word}: Word) => word !== '' && visible(place + word) === place + word

const columns = ({description = '', kind, place, takes = '', word}: Word) => [
  place,
  kind,
  word,
  takes,
  visible(description.split(/\r?\n/, 1)[0] ?? '').slice(0, LONGEST),
]
