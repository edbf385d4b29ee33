/** What is used of it here: Node.js has it, and the types of Node.js have not. */
declare namespace WebAssembly {
  type Imports = Record<string, Record<string, (...args: number[]) => number>>

  interface Memory {
    readonly buffer: ArrayBuffer
  }

  type Module = object

  interface Instance {
    readonly exports: Readonly<Record<string, unknown>>
  }

  function instantiate(binary: Uint8Array, imports: Imports): Promise<{instance: Instance; module: Module}>
}
