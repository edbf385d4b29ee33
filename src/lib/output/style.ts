import {styleText} from 'node:util'

type Format = 'bold' | 'cyan' | 'dim' | 'green' | 'red' | 'yellow'

/** `text` in a style where `color` is wanted; whether it is, is decided elsewhere (lib/config), not by the stream. */
export const styled = (color: boolean, format: Format, text: string): string =>
  color ? styleText(format, text, {validateStream: false}) : text
