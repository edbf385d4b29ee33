import {type View} from '../output/view.js'
import {type SurfaceCommand} from './surface.js'

export const commandView: View<SurfaceCommand> = {
  columns: [
    {name: 'command', value: ({command}) => command},
    {flexible: true, name: 'summary', value: ({summary}) => summary},
    {name: 'plugin', value: ({plugin}) => plugin, wide: true},
  ],
}
