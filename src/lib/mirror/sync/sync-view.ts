import {type View} from '../../output/view.js'
import {NOUN_KEYS, type NounKey} from '../nouns.js'
import {type NounResult, type SyncResult} from './sync.js'

/** What came of a noun. */
interface NounRow extends NounResult {
  readonly name: NounKey
}

const KEYS = Object.values(NOUN_KEYS)

/** The nouns that a run was about, in their order. */
export const rowsOf = (result: SyncResult): NounRow[] =>
  KEYS.flatMap((name) => {
    const found = result[name]
    return found ? [{name, ...found}] : []
  })

export const syncView: View<NounRow> = {
  columns: [
    {header: '', name: 'noun', value: ({name}) => name, show: ({name}) => name.replaceAll('_', ' ')},
    {name: 'new', value: (row) => row.new},
    {name: 'changed', value: ({changed}) => changed},
    {name: 'gone', value: ({gone}) => gone},
    {name: 'total', value: ({total}) => total},
    {name: 'missing', value: ({missing}) => missing},
  ],
}
