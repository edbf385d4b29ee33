import type {Handlers, Schema} from './operation.js'

/** What the sandbox keeps of a folder; how many conversations it has is counted. */
export type StoredFolder = Omit<Schema<'Folder'>, 'conversation_count'>

export const folderHandlers = {
  listFolders({store}) {
    const counts = new Map<null | string | undefined, number>()
    for (const {discarded, folder_id: folderId} of store.conversations) {
      if (!discarded) counts.set(folderId, (counts.get(folderId) ?? 0) + 1)
    }

    return [...store.folders]
      .sort((a, b) => (a.order ?? 0) - (b.order ?? 0))
      .map((folder) => ({...folder, conversation_count: counts.get(folder.id) ?? 0}))
  },
} satisfies Handlers
