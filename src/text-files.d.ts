/** These files are imported as their text; the build and the test runner inline them. */
declare module '*.awk' {
  const text: string
  export default text
}
declare module '*.bash' {
  const text: string
  export default text
}
declare module '*.fish' {
  const text: string
  export default text
}
declare module '*.ps1' {
  const text: string
  export default text
}
declare module '*.txt' {
  const text: string
  export default text
}
declare module '*.zsh' {
  const text: string
  export default text
}
/** What is in the file, which the build and the test runner have parsed. */
declare module '*.yaml' {
  const document: unknown
  export default document
}
