import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const {version} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {version: string}

export const VERSION = version

/** Where `npm run pack` puts all that it makes. */
export const PACKS = join(root, 'packs')

/** The folder of this platform, which `npm run test:packs` packs beforehand. */
export const FOLDER = join(PACKS, `omi-${version}-linux-x64`)
