import {type View} from '../../output/view.js'
import {type Found} from './search.js'

/** What was found, on a pipe. */
export const searchView: View<Found> = {
  columns: [
    {name: 'noun', value: ({noun}) => noun},
    {name: 'id', value: ({id}) => id},
    {name: 'created_at', value: ({created_at: time}) => time},
    {name: 'title', value: ({title}) => title},
    {name: 'snippet', value: ({snippet}) => snippet},
    {name: 'speaker', value: ({segment}) => segment?.speaker},
    {name: 'start', value: ({segment}) => segment?.start},
    {name: 'score', value: ({score}) => score},
  ],
}
