import {RATE_POLICIES} from './operations.js'

/** How many requests an hour a rate limit policy allows; undefined for one that the contract does not know. */
export const hourlyLimit = (policy = ''): number | undefined =>
  Object.hasOwn(RATE_POLICIES, policy) ? RATE_POLICIES[policy as keyof typeof RATE_POLICIES] : undefined
