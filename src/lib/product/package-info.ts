import {release} from 'node:os'

import pjson from '../../../package.json' with {type: 'json'}

/** The package's own description, inlined by the build, so that no run has to look for it. */

/** The name the product goes by in `--version` and at the server. */
export const PRODUCT = 'omi-cli'

export const USER_AGENT = `${PRODUCT}/${pjson.version} (${process.platform} ${process.arch}; node ${process.versions.node})`

/** What `omi version` tells. */
export const versionInfo = () => ({
  name: PRODUCT,
  version: pjson.version,
  node: process.versions.node,
  platform: `${process.platform} ${process.arch} ${release()}`,
})

export {default as packageInfo} from '../../../package.json' with {type: 'json'}
