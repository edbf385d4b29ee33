import {type Folder} from '../contract/schema.js'
import {timeInWords} from '../output/time-words.js'
import {type Column, type View} from '../output/view.js'

const id: Column<Folder> = {id: 'folder', name: 'id', value: (folder) => folder.id}
const description: Column<Folder> = {flexible: true, name: 'description', value: (folder) => folder.description}

export const folderView: View<Folder> = {
  columns: [
    id,
    {name: 'name', value: ({name}) => name},
    {name: 'conversation_count', value: (folder) => folder.conversation_count},
    {name: 'is_default', value: (folder) => folder.is_default},
    {name: 'is_system', value: (folder) => folder.is_system},
    description,
    {name: 'created_at', value: ({created_at: time}) => time},
  ],
  empty: 'No folders yet. They are made in the Omi app.',
  table: ({now}) => ({
    columns: [
      id,
      {name: 'name', rank: 0, value: ({name}) => name},
      {header: 'CONVERSATIONS', name: 'conversation_count', rank: 1, value: (folder) => folder.conversation_count},
      {header: 'DEFAULT', name: 'is_default', rank: 3, value: (folder) => yesOrNo(folder.is_default), wide: true},
      {header: 'SYSTEM', name: 'is_system', rank: 4, value: (folder) => yesOrNo(folder.is_system), wide: true},
      {
        header: 'CREATED',
        name: 'created_at',
        rank: 5,
        value: ({created_at: time}) => timeInWords(time, now),
        wide: true,
      },
      description,
    ],
  }),
}

const yesOrNo = (is: unknown) => (is ? 'yes' : 'no')
