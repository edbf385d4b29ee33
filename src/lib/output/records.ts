import {isObject} from '../json/is-object.js'

/** The objects in what the API says is a list of them; a server may send anything in its place. */
export const records = <Item extends object>(list: null | readonly Item[] | undefined): Item[] =>
  Array.isArray(list) ? list.filter((item): item is Item => isObject(item)) : []
