/** A variable that `omi` reads, and what it does, as a clause without a full stop. */
type Variable = readonly [name: string, effect: string]

/** The one list of them: `omi help environment` and the docs read it. */
export const VARIABLES: ReadonlyArray<{readonly group: string; readonly variables: readonly Variable[]}> = [
  {
    group: 'Account and server',
    variables: [
      [
        'OMI_API_KEY',
        'Use this developer key and write nothing to disk; it wins over the stored credential, not over --profile',
      ],
      ['OMI_API_BASE', 'The server to talk to, as --api-base; a profile that --profile names has its own'],
      ['OMI_PROFILE', 'The profile to use, as --profile'],
      ['OMI_CONFIG', 'The path of the config file; ~/ is the home folder'],
    ],
  },
  {
    group: 'Requests',
    variables: [
      ['OMI_TIMEOUT', 'Seconds to wait for a reply, fractions too, up to 86400'],
      ['OMI_MAX_ATTEMPTS', 'Attempts per request, 1 to 20 (4 where it is not set)'],
      [
        'HTTPS_PROXY, HTTP_PROXY, ALL_PROXY',
        'The proxy for requests, http, https or socks, read as curl does: https_proxy goes first; never used for this machine itself',
      ],
      [
        'NO_PROXY',
        'Hosts that are reached without the proxy, with all below them, and networks as 10.0.0.0/8, separated by commas; * for all',
      ],
      ['NODE_EXTRA_CA_CERTS', 'A file of certificates to trust too, such as those of a company proxy'],
    ],
  },
  {
    group: 'Output',
    variables: [
      ['NO_COLOR', 'No colour, as --no-color'],
      ['FORCE_COLOR, CLICOLOR_FORCE', 'Colour, on a pipe too; 0 for FORCE_COLOR is no colour'],
      ['CLICOLOR', '0 is no colour'],
      [
        'OMI_PAGER, PAGER',
        'The command that long output goes through on a terminal (less where neither is set); cat, or an empty one, is none',
      ],
      ['OMI_ACCESSIBLE', '1 is for screen readers: on a terminal no boxes, no line that changes, and marks as words'],
      ['OMI_TIMEZONE', 'The time zone, as --timezone: an IANA name such as Europe/Berlin'],
      [
        'TZ',
        'The time zone that times are shown in, and that dates without one are meant in, where OMI_TIMEZONE names none',
      ],
    ],
  },
  {
    group: 'Browser sign-in',
    variables: [
      ['OMI_FIREBASE_API_KEY', 'The web API key of the Firebase project to sign in with, for servers of your own'],
      ['FIREBASE_AUTH_EMULATOR_HOST', "HOST:PORT of Firebase's Auth emulator on this machine, to sign in there"],
    ],
  },
  {
    group: 'Omi Desktop',
    variables: [
      [
        'OMI_LOCAL_API_URL',
        'Where Omi Desktop serves its local API, on this machine; a profile that --profile names has its own',
      ],
      ['OMI_LOCAL_TOKEN', 'The token for it; written nowhere'],
    ],
  },
  {
    group: 'Plugins',
    variables: [
      [
        'OMI_SQLITE',
        'wasm reads and writes the mirror of omi sync with the SQLite that is bundled, not with that of Node.js',
      ],
      ['OMI_NO_PLUGINS', '1 loads no plugin, whatever is installed'],
      ['OMI_NPM_REGISTRY', 'The registry that omi plugins install asks'],
    ],
  },
]
