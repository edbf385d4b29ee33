/** The files in which a plugin says what it is. oclif reads the last where the second is not there. */
export const DECLARATION_FILES = ['package.json', 'oclif.manifest.json', '.oclif.manifest.json'] as const
