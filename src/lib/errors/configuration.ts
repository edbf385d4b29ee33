import {errorOf} from './error-of.js'

/** `cause` is the system's error, for a file that cannot be read. */
export const invalidConfiguration = (detail: string, cause?: unknown) =>
  errorOf('invalid_configuration', {cause, detail})

export const currentFolderGone = () =>
  errorOf('current_folder_gone', {
    detail: 'A path that does not begin with / begins there. Change to another folder, or give the whole path.',
  })

export const cannotWriteConfiguration = (detail: string, cause?: unknown) =>
  errorOf('cannot_write_configuration', {cause, detail})

export const noSuchProfile = (name: string) =>
  errorOf('no_such_profile', {about: [name], detail: 'See them all with omi config profile list.'})

export const noHomeFolder = () =>
  errorOf('no_home_folder', {detail: 'The variable HOME has to name the folder in which omi may keep ~/.omi.'})
