import {join} from 'node:path'

/** The file with the words. */
export const WORDS = 'words.tsv'

/** Where completion keeps its words and scripts: beneath oclif's cache folder, which is in `~/.omi`. */
export const completionFolder = ({cacheDir}: {readonly cacheDir: string}) => join(cacheDir, 'autocomplete')
