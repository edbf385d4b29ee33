import {type operations, type ResponseConversationCreated, type ResponseSuccess} from '../contract/schema.js'

/** Names for shapes that the contract spells out where they are used. */

export type Done = ResponseSuccess['content']['application/json']
/** What the API answers to a deletion. */
export const DONE: Done = {success: true}

export type ConversationCreated = ResponseConversationCreated['content']['application/json']
export type ConversationUpdate = NonNullable<
  operations['updateConversation']['requestBody']
>['content']['application/json']
export type Question = operations['ask']['requestBody']['content']['application/json']
export type Answer = operations['ask']['responses'][200]['content']['application/json']
export type GoalProgress = operations['listGoalHistory']['responses'][200]['content']['application/json'][number]
