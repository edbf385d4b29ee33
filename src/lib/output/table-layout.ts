/** What a column of a table asks for. Widths are in cells. */
export interface ColumnSize {
  /** Gets at least half of the width. */
  readonly flexible: boolean
  /** What somebody copies: it stays whole, at the cost of the text. */
  readonly isId?: boolean
  /** Its widest cell, or its header where that is wider. */
  readonly natural: number
  /** The higher, the sooner it is left out; 0 always stays. */
  readonly rank: number
}

/** Blanks between columns. */
export const GAP = 2

/** How much of the width the text has where it needs it, beside what matters less than what comes next to it. */
const ROOMY = 2 / 3

/** How narrow a column becomes before one that tells the items apart gives too. */
const TIGHT = 6

/** The width of each column in a table that is at most `width` wide; 0 for those that it has no room for. */
export function columnWidths(columns: readonly ColumnSize[], width: number, {all = false} = {}): number[] {
  const half = Math.ceil(width / 2)
  // A text that is shorter than half has it none the less: what is not needed stays empty, and the text is found at a look.
  const shares = (text: number) =>
    columns.map(({flexible, natural}) =>
      flexible ? Math.max(half, Math.min(natural, Math.ceil(width * text))) : natural,
    )
  const kept = all ? columns.map(() => true) : columns.map(({rank}) => rank === 0)
  const byRank = [...columns.keys()].filter((index) => !kept[index]).sort((a, b) => rankOf(a) - rankOf(b))
  for (const index of byRank) {
    kept[index] = true
    const share = shares(rankOf(index) > 1 ? ROOMY : 1 / 2)
    // What matters less does not stand where this one found no room.
    if (sum(share.filter((_, each) => kept[each])) > width) {
      kept[index] = false
      break
    }
  }

  return narrowed(columns, kept, {all, half, width})

  function rankOf(index: number) {
    return columns[index]?.rank ?? 0
  }
}

/**
 * The natural widths, less what there is no room for: first the flexible text gives, down to half, then the others. Where all
 * columns are wanted, what tells the items apart stays whole at the cost of the text.
 */
function narrowed(
  columns: readonly ColumnSize[],
  kept: readonly boolean[],
  {all, half, width}: {all: boolean; half: number; width: number},
): number[] {
  const wanted = columns.map(({flexible, natural}) => (flexible && !all ? Math.max(half, natural) : natural))
  const widths = wanted.map((each, index) => (kept[index] ? each : 0))
  const floors = [
    columns.map(({flexible}) => (flexible ? half : Number.POSITIVE_INFINITY)),
    columns.map(({rank}) => (rank === 0 ? Number.POSITIVE_INFINITY : TIGHT)),
    columns.map(({flexible, isId}) => (flexible || isId || all ? Number.POSITIVE_INFINITY : TIGHT)),
    columns.map(({flexible}) => (flexible ? TIGHT : Number.POSITIVE_INFINITY)),
    columns.map(() => 1),
  ]
  for (const floor of floors) {
    let surplus = sum(widths.filter(Boolean)) - width
    while (surplus > 0) {
      const room = widths.map((each, index) => (each > (floor[index] ?? 0) ? each : 0))
      const widest = room.indexOf(Math.max(...room))
      if (room[widest] === 0) break
      widths[widest] = (widths[widest] ?? 0) - 1
      surplus -= 1
    }
  }

  return widths
}

const sum = (widths: readonly number[]) => widths.reduce((total, width) => total + width + GAP, -GAP)
