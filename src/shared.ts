/**
 * What nearly every command loads. The build puts these modules, and what they import, into one file (see
 * scripts/build.mjs); nothing imports this module.
 */
import './lib/api/omi-api.js'
import './lib/api/schema.js'
import './lib/base-command.js'
import './lib/config/paths.js'
import './lib/exit-codes.js'
import './lib/flags.js'
import './lib/oclif/misplaced-flags.js'
import './lib/oclif/resolve-command.js'
import './lib/output/local-time.js'
import './lib/output/terminal.js'
import './lib/own-summaries.js'
import './lib/package-info.js'
import './lib/plugins/load-config.js'
import './lib/views/memory-view.js'
import '@oclif/core/config'
