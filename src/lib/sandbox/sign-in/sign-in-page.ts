import {html} from 'hono/html'

import {type AuthorizationRequest} from './authorization.js'
import {PEOPLE} from './people.js'

/** The answer of who does not want to sign in. */
export const DENY = 'deny'

const PROVIDERS = {apple: 'Apple', google: 'Google'}

/** The page stands alone, and who leaves it does not tell its address, which has the state in it. */
export const PAGE_HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; style-src 'unsafe-inline'",
  'Referrer-Policy': 'no-referrer',
}

/** The provider's page, as the sandbox plays it. Its form is sent to the page's own address, with `answer`. */
export const signInPage = ({provider, redirect_uri: target}: AuthorizationRequest) =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>Sign in with ${PROVIDERS[provider]} – Omi sandbox</title>
        <style>
          :root {
            color-scheme: light dark;
          }
          body {
            font:
              1.1rem/1.5 system-ui,
              sans-serif;
            margin: 10vh auto;
            max-width: 26rem;
            padding: 0 1rem;
          }
          button {
            display: block;
            font: inherit;
            margin: 0.75rem 0;
            padding: 0.6rem 1rem;
            text-align: start;
            width: 100%;
          }
        </style>
      </head>
      <body>
        <main>
          <h1>Sign in with ${PROVIDERS[provider]}</h1>
          <p>
            This is the sandbox: there is no password, and nothing leaves this machine. Afterwards your browser goes
            back to <strong>${new URL(target).host}</strong>.
          </p>
          <form method="post" aria-label="Choose an account">
            ${PEOPLE.map(
              ({email, id, name}) =>
                html`<button name="answer" value="${id}">Continue as ${name}<br /><small>${email}</small></button>`,
            )}
            <button name="answer" value="${DENY}">Cancel</button>
          </form>
        </main>
      </body>
    </html> `
