import {isObject} from '../json/is-object.js'
import {visible} from '../text/visible-text.js'
import {cutText} from './fit.js'

/** The most that is kept. */
const MOST = 2000

/** The longest beginning of a text. */
const LONGEST = 60

/** What this session has told of items, so that the user who is asked about some knows which they are. */
export class KnownItems {
  private readonly texts = new Map<string, string>()

  /** Takes note of the items of an answer. */
  note(answer: Record<string, unknown> | undefined): void {
    for (const item of [answer?.item, answer?.items].flat()) {
      if (!isObject(item) || typeof item.id !== 'string') continue
      const text = [item.content, item.title, item.description].find((each) => typeof each === 'string')
      if (typeof text !== 'string') continue
      this.texts.delete(item.id)
      this.texts.set(item.id, visible(cutText(text, LONGEST)))
    }

    for (const id of this.texts.keys()) {
      if (this.texts.size <= MOST) return
      this.texts.delete(id)
    }
  }

  /** The beginning of an item's text, fit to be shown; undefined where nothing was told of it. */
  textOf(id: unknown): string | undefined {
    return typeof id === 'string' ? this.texts.get(id) : undefined
  }
}
