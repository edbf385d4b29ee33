/** An escape of JSON: one of a pair of surrogates, one half of such a pair, or any other. */
const ESCAPE = /\\(?:u[Dd][89ABab][\dA-Fa-f]{2}(?:\\u[Dd][C-Fc-f][\dA-Fa-f]{2})?|u[Dd][C-Fc-f][\dA-Fa-f]{2}|.)/gs

/** JSON, as UTF-8, for jq, which refuses a text in which half a character stands: the sign for one that is lost takes its place. */
export function withWholeCharacters(json: Uint8Array): Uint8Array {
  const bytes = Buffer.from(json.buffer, json.byteOffset, json.byteLength)
  if (!bytes.includes(String.raw`\ud`) && !bytes.includes(String.raw`\uD`)) return json
  const mended = bytes
    .toString()
    .replaceAll(ESCAPE, (escape) =>
      /^\\u[Dd][89A-Fa-f]/.test(escape) && escape.length === 6 ? String.raw`\ufffd` : escape,
    )
  return Buffer.from(mended)
}
