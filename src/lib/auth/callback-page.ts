/** What the browser shows when it comes back: text only, whatever was in the callback. */
export function callbackPage(title: string, text: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>omi: ${escapeHtml(title)}</title>
<style>body {font: 1.1rem/1.5 system-ui, sans-serif; margin: 15vh auto; max-width: 30rem; padding: 0 1rem}</style>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(text)}</p>
<p>You can close this tab.</p>
</html>
`
}

/** Nothing of the page runs, loads or is kept, and the code in its address goes nowhere. */
export const PAGE_HEADERS = {
  'cache-control': 'no-store',
  connection: 'close',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  'content-type': 'text/html; charset=utf-8',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

const ENTITIES: Record<string, string> = {'"': '&quot;', '&': '&amp;', "'": '&#39;', '<': '&lt;', '>': '&gt;'}

const escapeHtml = (text: string) => text.replaceAll(/["&'<>]/g, (character) => ENTITIES[character] ?? '')
