/** What a third-party plugin may import, and nothing else. */
export {BaseCommand} from './lib/base-command.js'
export {CredentialError, NotFoundError, OmiError, RateLimitError, ServiceError, UsageError} from './lib/errors.js'
