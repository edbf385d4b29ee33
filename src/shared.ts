/**
 * What nearly every command loads. The build puts these modules, and what they import, into one file (see
 * scripts/build.mjs); nothing imports this module.
 */
import './lib/base-command.js'
import './lib/config/paths.js'
import './lib/flags.js'
import './lib/oclif/misplaced-flags.js'
import './lib/oclif/resolve-command.js'
import './lib/package-info.js'
import '@oclif/core/config'
