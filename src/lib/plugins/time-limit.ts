/** How long the code of a plugin may take to be loaded while others wait for it, in milliseconds. */
const LOADING_LIMIT = 2000

let abandoned = false

/** Whether something of a plugin was given up that may go on for ever: the run need not wait for it at its end. */
export const isSomethingAbandoned = (): boolean => abandoned

/** To be called where something is given up. */
export function abandon(): void {
  abandoned = true
}

/** Settles as `work` does, and rejects with an error of that message once it takes longer than `limit` milliseconds. */
export async function withTimeLimit<Value>(
  work: Promise<Value>,
  message: string,
  limit = LOADING_LIMIT,
): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      abandon()
      reject(new Error(message))
    }, limit)
  })
  try {
    return await Promise.race([work, over])
  } finally {
    clearTimeout(timer)
  }
}
