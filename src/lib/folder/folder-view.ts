import {type Folder} from '../contract/schema.js'
import {localTime} from '../output/local-time.js'
import {type View} from '../output/view.js'

export const folderView: View<Folder> = {
  columns: [
    {id: 'folder', name: 'id', value: ({id}) => id},
    {name: 'name', rank: 0, value: ({name}) => name},
    {header: 'CONVERSATIONS', name: 'conversation_count', rank: 1, value: (folder) => folder.conversation_count},
    {header: 'DEFAULT', name: 'is_default', rank: 3, value: (folder) => folder.is_default, wide: true},
    {header: 'SYSTEM', name: 'is_system', rank: 4, value: (folder) => folder.is_system, wide: true},
    {flexible: true, name: 'description', value: ({description}) => description},
    {
      header: 'CREATED',
      name: 'created_at',
      rank: 5,
      show: ({created_at: time}) => localTime(time),
      value: ({created_at: time}) => time,
      wide: true,
    },
  ],
  empty: 'No folders yet. They are made in the Omi app.',
}
