/** What a run among plugins needs and no other run does: imported late, and as one, since each file that is opened costs it time. */
export {loadPluginsInto} from './load-plugins.js'
export {runAmongPlugins} from './run-among-plugins.js'
