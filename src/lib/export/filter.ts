import {isObject} from '../json/is-object.js'
import {type ExportItem} from './item.js'
import {textOf} from './said.js'
import {type Selection} from './source.js'

/** Whether an item is one that the noun's own list would give with this filter, as far as its document tells. */
export function passes(item: ExportItem, filter: Selection['filter']): boolean {
  const {categories, completed, conversation_id: conversation, folder_id: folder} = filter
  switch (item.noun) {
    case 'action-item': {
      return (
        (completed === undefined || (item.document.completed === true) === completed) &&
        (conversation === undefined || item.document.conversation_id === conversation)
      )
    }

    case 'conversation': {
      const structured: Record<string, unknown> = isObject(item.document.structured) ? item.document.structured : {}
      return isOneOf(structured.category, categories) && (folder === undefined || item.document.folder_id === folder)
    }

    case 'memory': {
      return isOneOf(item.document.category, categories)
    }

    default: {
      return true
    }
  }
}

const isOneOf = (category: unknown, categories: boolean | string | undefined) =>
  typeof categories !== 'string' || categories.split(',').includes(textOf(category))

/** Whether nothing but the server knows what passes. */
export const isServersOnly = (filter: Selection['filter']): boolean => 'starred' in filter
