import {type Folder} from '../contract/schema.js'
import {localTime} from '../output/local-time.js'
import {type View} from '../output/view.js'

export const folderView: View<Folder> = {
  columns: [
    {name: 'id', value: ({id}) => id},
    {name: 'name', value: ({name}) => name},
    {name: 'conversation_count', value: (folder) => folder.conversation_count},
    {name: 'is_default', value: (folder) => folder.is_default, wide: true},
    {name: 'is_system', value: (folder) => folder.is_system, wide: true},
    {flexible: true, name: 'description', value: ({description}) => description, wide: true},
    {
      name: 'created_at',
      show: ({created_at: time}) => localTime(time),
      value: ({created_at: time}) => time,
      wide: true,
    },
  ],
  empty: 'No folders yet. They are made in the Omi app.',
}
