/**
 * What a run loads where plugins are installed, and no other run does: one file, as shared.ts is for every run. Nothing
 * imports this module but the build (see scripts/build.mjs).
 */
import './lib/plugins/left-open.js'
import './lib/plugins/load-plugins.js'
import './lib/plugins/run-among-plugins.js'
