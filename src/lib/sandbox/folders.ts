import {type Schema} from './contract.js'
import {type Showing} from './row.js'
import {type StoredFolder} from './stored.js'

/** A folder with the number of its conversations, those that are discarded left out. */
export function shownFolder(folder: StoredFolder, {store}: Showing): Schema<'Folder'> {
  const inside = [...store.of('conversations')].filter(
    ({discarded, folder_id: folderId}) => !discarded && folderId === folder.id,
  )
  return {...folder, conversation_count: inside.length}
}
