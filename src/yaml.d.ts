/** A YAML file is imported as its text; the build and the test runner inline it. */
declare module '*.yaml' {
  const text: string
  export default text
}
