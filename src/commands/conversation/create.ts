import * as Flags from '@oclif/core/flags'

import {type ConversationCreated} from '../../lib/api/types.js'
import {showBulkResult} from '../../lib/bulk/bulk-result-view.js'
import {type BulkResult} from '../../lib/bulk/create-many.js'
import {operationOf} from '../../lib/contract/operation.js'
import {textSourceValues} from '../../lib/contract/schema.js'
import {LONGEST_TEXT, recordingFlags} from '../../lib/conversation/conversation-flags.js'
import {recordedTimes} from '../../lib/conversation/conversation-times.js'
import {showConversationCreated} from '../../lib/conversation/conversation-view.js'
import {errorOf, missingArgument} from '../../lib/errors/index.js'
import {fileFlags} from '../../lib/flags/file-flags.js'
import {type ValueFacts} from '../../lib/flags/value-facts.js'
import {READS_STDIN} from '../../lib/flags/value-facts.js'
import {checkText} from '../../lib/input/check-text.js'
import {textFrom, textLimit} from '../../lib/input/input.js'
import {type Moment} from '../../lib/io/moment.js'
import {type McpTool} from '../../lib/mcp/tool.js'
import {CreateCommand, type FileFlags} from '../../lib/run/create-command.js'

export default class ConversationCreate extends CreateCommand<ConversationCreated> {
  static override description =
    'Omi finds title, overview, category and action items in the text, which can take many seconds. With --file, one is made of each row ' +
    'of a file, of its text or its transcript_segments (fields: text or transcript_segments, started_at, finished_at, language, source, …); ' +
    'what omi export conversation writes as json, jsonl or csv can be given back.'
  static override examples = [
    '<%= config.bin %> conversation create --text "We agreed to meet on Friday. I have to book a table."',
    'echo "Anna: shall we ship it? Ben: yes." | <%= config.bin %> conversation create --text - --text-source message',
    '<%= config.bin %> conversation create --text "Kick-off with the team." --started-at "2026-11-23 09:30"',
    '<%= config.bin %> conversation create --file talks.json',
  ]
  static override flags = {
    text: Flags.string({
      helpValue: 'TEXT',
      ...({mandatory: true} satisfies ValueFacts),
      ...READS_STDIN,
      ...({requiredUnless: ['file']} satisfies ValueFacts),
      summary: `What was said or written, up to ${LONGEST_TEXT} characters; - reads it from stdin (required)`,
    }),
    'text-source': Flags.option({
      default: 'other_text',
      options: textSourceValues,
      summary: 'What kind of text it is',
    })(),
    'text-source-spec': Flags.string({helpValue: 'NAME', summary: 'Where it comes from: email, slack, whatsapp, …'}),
    ...recordingFlags,
    ...fileFlags,
  }
  static override readonly mcpTool = {
    name: 'conversation_create',
    title: 'Create a conversation',
    description:
      'Has Omi make a conversation of a text: it finds title, overview, category and action items in it. Takes many seconds; when the outcome is unknown look with conversation_list before doing it again.',
    toolset: 'conversation_create',
    input: {
      text: `What was said or written, up to ${LONGEST_TEXT} characters`,
      text_source: 'What kind of text it is',
      text_source_spec: 'Where it comes from: email, slack, whatsapp, …',
      started_at: 'When it began: an ISO 8601 time; now where it is left out',
      finished_at: 'When it ended',
      language: 'The language, as an ISO 639-1 code',
    },
  } as const satisfies McpTool
  static override readonly operations = ['createConversation', 'createConversationFromSegments'] as const
  static override summary = 'Create a conversation from a text, or all of a file'
  static override usage = ['conversation create --text TEXT [FLAGS]', 'conversation create --file FILE [FLAGS]']

  protected render(created: BulkResult | ConversationCreated) {
    if ('existing' in created) return showBulkResult(this.output, created, ['conversation', 'conversations'])
    return showConversationCreated(this.output, created)
  }

  async run() {
    const {flags} = await this.parse(ConversationCreate)
    if (flags.file !== undefined) {
      if (flags.text !== undefined) throw surplusText()
      return this.createFrom({...flags, file: flags.file})
    }

    if (flags.text === undefined) throw missingArgument('--text TEXT', 'Give the text, - for stdin, or --file FILE.')
    const now = new Date(this.output.io.clock.now())
    const times = recordedTimes({finishedAt: flags['finished-at'], startedAt: flags['started-at']}, now)
    const text = await textFrom(flags.text, this.output, this.signal, textLimit('--text', LONGEST_TEXT))
    checkText(text, '--text', LONGEST_TEXT)
    const {conversations} = await this.api()
    return conversations.create({
      text,
      text_source: flags['text-source'],
      text_source_spec: flags['text-source-spec'],
      ...times,
      language: flags.language,
    })
  }

  private async createFrom(flags: FileFlags & {language: string}): Promise<BulkResult> {
    const {language} = flags
    const {conversationCreation} = await import('../../lib/conversation/conversation-creation.js')
    const {conversations, http} = await this.api()
    const creation = {
      ...conversationCreation(conversations, {language, now: this.output.io.clock.now()}),
      patience: http.replyTimeout(operationOf('createConversation')),
      serverTimeAt: (moment: Moment) => http.clock.at(moment)?.earliest,
    }
    return this.createAll(creation, flags, language === 'en' ? [] : ['--language', language])
  }
}

const surplusText = () =>
  errorOf('unexpected_argument', {about: ['--text'], detail: 'With --file the texts come from the file.'})
