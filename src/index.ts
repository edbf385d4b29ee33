/** What a third-party plugin may import, and nothing else. docs/plugins.md says what is promised of it. */
export {
  type ActionItem,
  type Conversation,
  type DailySummary,
  type Folder,
  type Goal,
  type Memory,
} from './lib/contract/schema.js'
export {
  CredentialError,
  type ErrorFacts,
  type ErrorOptions,
  isOmiError,
  NotFoundError,
  OmiError,
  RateLimitError,
  ServiceError,
  UsageError,
} from './lib/errors/index.js'
export {type ExportFormat, type FormatJob, type ItemFormat, type ManyFormat, type Section} from './lib/export/format.js'
export {type ExportItem} from './lib/export/item.js'
export {dayFlag, timeFlag, timeRangeFlags} from './lib/flags/date-flags.js'
export {
  allFlag,
  choicesFlag,
  integerFlag,
  limitFlag,
  numberFlag,
  offsetFlag,
  requiredArg,
  yesFlag,
} from './lib/flags/flags.js'
export {type GlobalFlags} from './lib/io/run-context.js'
export {type McpInput, type McpTool} from './lib/mcp/tool.js'
export {type Cell, type Column, type View} from './lib/output/view.js'
export {type RequestEvent, type ResponseEvent} from './lib/plugins/request-hooks.js'
export {BaseCommand} from './lib/run/base-command.js'
export {type DocumentRequest} from './lib/run/raw-request.js'
export {type Profile} from './lib/run/run-settings.js'
export {visible} from './lib/text/visible-text.js'
/** oclif's own, of the copy that BaseCommand is made of, so that a plugin need not depend on oclif. */
export * as Args from '@oclif/core/args'
export * as Flags from '@oclif/core/flags'
