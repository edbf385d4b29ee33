import * as Flags from '@oclif/core/flags'
import {randomUUID} from 'node:crypto'

import {type ConversationCreated} from '../../lib/api/types.js'
import {conversationSourceValues} from '../../lib/contract/schema.js'
import {recordingFlags} from '../../lib/conversation/conversation-flags.js'
import {beginningOf, recordedTimes} from '../../lib/conversation/conversation-times.js'
import {showConversationCreated} from '../../lib/conversation/conversation-view.js'
import {LONGEST_SESSION_ID, parseRecording} from '../../lib/conversation/recording-file.js'
import {requiredArg} from '../../lib/flags/flags.js'
import {READS_STDIN} from '../../lib/flags/value-facts.js'
import {checkText} from '../../lib/input/check-text.js'
import {textOfFile} from '../../lib/input/input-file.js'
import {BaseCommand} from '../../lib/run/base-command.js'

export default class ConversationFromSegments extends BaseCommand<ConversationCreated> {
  static override args = {
    file: requiredArg('The JSON file with the segments; - reads stdin', {...READS_STDIN, valueType: 'file'}),
  }
  static override description =
    'The file holds a list of segments, or an object with transcript_segments and what else the API takes; flags win over ' +
    'it. A segment has text, start and end (seconds from the beginning), and may have speaker, speaker_id, is_user and ' +
    'person_id. Without a beginning it is taken to have ended just now.'
  static override examples = [
    `echo '[{"speaker": "SPEAKER_00", "text": "Shall we meet on Friday?", "start": 0, "end": 2.5},` +
      ` {"speaker": "SPEAKER_01", "text": "Yes, I will book a table.", "start": 2.5, "end": 5}]'` +
      ` | <%= config.bin %> conversation from-segments -`,
    '<%= config.bin %> conversation from-segments talk.json --source phone_call --started-at "2026-11-23 09:30"',
  ]
  static override flags = {
    source: Flags.option({
      helpValue: 'SOURCE',
      options: conversationSourceValues,
      summary: `What recorded it, one of: ${conversationSourceValues.join(', ')}`,
    })(),
    ...recordingFlags,
    'session-id': Flags.string({
      helpValue: 'ID',
      summary: `Names the recording, up to ${LONGEST_SESSION_ID} characters: the same one sent again makes no second conversation`,
    }),
  }
  static override readonly operations = ['createConversationFromSegments'] as const
  static override summary = 'Create a conversation from transcript segments'

  protected render(created: ConversationCreated) {
    return showConversationCreated(this.output, created)
  }

  async run() {
    const {args, flags, metadata} = await this.parse(ConversationFromSegments)
    const {'session-id': sessionId, source} = flags
    if (sessionId !== undefined) checkText(sessionId, '--session-id', LONGEST_SESSION_ID)
    const label = args.file === '-' ? 'stdin' : args.file
    const recording = await parseRecording(await textOfFile(args.file, label, this.output, this.signal), label)
    const ends = recording.transcript_segments.map(({end}) => end)
    const finishedAt = flags['finished-at'] ?? recording.finished_at
    const startedAt = flags['started-at'] ?? recording.started_at
    const times = recordedTimes(
      {finishedAt, startedAt},
      beginningOf(Math.max(...ends), finishedAt, label, this.output.io.clock.now()),
      flags['finished-at'] ? '--finished-at' : `${label}: finished_at`,
    )
    const {conversations} = await this.api()
    return conversations.createFromSegments({
      ...recording,
      ...(source && {source}),
      ...times,
      language: (metadata.flags.language?.setFromDefault && recording.language) || flags.language,
      client_session_id: sessionId ?? recording.client_session_id ?? randomUUID(),
    })
  }
}
