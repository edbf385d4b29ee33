/** Opens a URL in the user's browser. Resolves to whether there is something that opens URLs; never throws. */
export async function openBrowser(url: string): Promise<boolean> {
  const {default: open} = await import('open')
  try {
    await open(url)
    return true
  } catch {
    return false
  }
}
