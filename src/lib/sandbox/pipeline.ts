import {type Schema} from './contract.js'

type Category = Schema<'ConversationCategory'>

/** What the pipeline makes of what was said. */
export interface Findings {
  category: Category
  /** Too little was said to keep it. */
  discarded: boolean
  emoji: string
  overview: string
  tasks: {completed: boolean; description: string}[]
  title: string
}

const TITLE_LENGTH = 60
const OVERVIEW_LENGTH = 300
const TASK_LENGTH = 500
/** With fewer words, and no task among them, there is nothing to keep. */
const FEWEST_WORDS = 3

/** The first that matches is the category. */
const CATEGORIES: {category: Category; emoji: string; keywords: RegExp}[] = [
  {
    category: 'health',
    emoji: '🩺',
    keywords: /\b(?:allerg\w*|dentist|doctor|fever|headache|hospital|medicine|physio\w*|sleep|symptom\w*)\b/i,
  },
  {
    category: 'finance',
    emoji: '💶',
    keywords: /\b(?:bank|budget|euros?|insurance|invoice|loan|mortgage|rent|salary|savings?|tax\w*)\b/i,
  },
  {
    category: 'travel',
    emoji: '🧳',
    keywords: /\b(?:airport|ferry|flight|hotel|luggage|passport|train|travel\w*|trip)\b/i,
  },
  {
    category: 'education',
    emoji: '🎓',
    keywords: /\b(?:course|exam|homework|lecture|lesson|school|teacher|university)\b/i,
  },
  {
    category: 'music',
    emoji: '🎻',
    keywords: /\b(?:cello|choir|concert|guitar|music|orchestra|piano|rehears\w*|song)\b/i,
  },
  {
    category: 'sports',
    emoji: '🚴',
    keywords: /\b(?:bike|cycling|football|gym|marathon|match|run|running|swim\w*|training)\b/i,
  },
  {
    category: 'technology',
    emoji: '💻',
    keywords: /\b(?:api|app|bug|code|computer|database|deploy\w*|server|software)\b/i,
  },
  {
    category: 'work',
    emoji: '💼',
    keywords: /\b(?:client|colleague|customer|deadline|manager|meeting|office|project|report|review|team)\b/i,
  },
  {
    category: 'family',
    emoji: '🏡',
    keywords: /\b(?:aunt|brother|dad|daughter|family|father|husband|mother|mum|sister|son|uncle|wife)\b/i,
  },
  {category: 'social', emoji: '🎉', keywords: /\b(?:birthday|dinner|friends?|invite\w*|lunch|neighbou?rs?|party)\b/i},
]

const OTHER = {category: 'other', emoji: '🧠'} as const

const CHECKBOX = /^\s*(?:[*+-]\s+)?\[([ Xx])\]\s+(\S.*)$/
const TODO = /\b(?:TODO:?|[Tt]o-?do:)\s+(\S.*)$/
const INTENTION = /\b(?:(?:I|we) (?:need|have) to|don't forget to|remember to|remind me to) ([^!.?]+)/gi

/**
 * A stand-in for the models of the production server, which always finds the same in the same lines: the title and overview
 * are how it begins, the category goes by keywords, and tasks are what is written as one (`- [ ] …`, `TODO: …`) or
 * said as one (`I need to …`).
 */
export function runPipeline(lines: string[]): Findings {
  const text = lines.join('\n')
  const sentences = lines.flatMap((line) => withoutMarks(line).split(/(?<=[!.?])\s+/)).filter((part) => part !== '')
  const tasks = tasksOf(lines)
  const {category, emoji} = CATEGORIES.find(({keywords}) => keywords.test(text)) ?? OTHER
  return {
    category,
    discarded: tasks.length === 0 && (text.match(/\S+/g) ?? []).length < FEWEST_WORDS,
    emoji,
    overview: shortened(sentences.slice(0, 3).join(' '), OVERVIEW_LENGTH),
    tasks,
    title: shortened((sentences[0] ?? text).replace(/[!.?]+$/, ''), TITLE_LENGTH),
  }
}

function tasksOf(lines: string[]): Findings['tasks'] {
  const tasks = new Map<string, {completed: boolean; description: string}>()
  const add = (words: string, completed: boolean) => {
    const task = words.trim().replace(/[.;]+$/, '')
    const description = shortened(task.charAt(0).toUpperCase() + task.slice(1), TASK_LENGTH)
    if (description !== '') tasks.set(description.toLowerCase(), {completed, description})
  }

  for (const line of lines) {
    const checkbox = CHECKBOX.exec(line)
    const todo = TODO.exec(line)
    if (checkbox) add(checkbox[2]!, checkbox[1] !== ' ')
    else if (todo) add(todo[1]!, false)
    else for (const [, intention] of line.matchAll(INTENTION)) add(intention!, false)
  }

  return [...tasks.values()]
}

/** The line without what marks it as a heading, an item of a list or a task. */
const withoutMarks = (line: string) => line.replace(/^\s*(?:#+\s+|[*+-]\s+)?(?:\[[ Xx]\]\s+)?/, '').trim()

/** `text` or as many of its words as fit into `longest` characters. */
function shortened(text: string, longest: number): string {
  const characters = [...text]
  if (characters.length <= longest) return text
  const start = characters.slice(0, longest - 1).join('')
  const lastBlank = start.lastIndexOf(' ')
  return `${lastBlank > 0 ? start.slice(0, lastBlank) : start}…`
}
