/** It brings no types; of these the tests make use. */
declare module 'jstodotxt' {
  export class TodoTxtItem {
    readonly complete: boolean
    readonly contexts: null | string[]
    readonly priority: null | string
    readonly projects: null | string[]
    constructor(line: string)
  }
}
