/** A kind of error: its title, with `…` where something of the case stands, and the exit code of a run that ends with it. */
interface Kind {
  /** Undefined where the cases differ. */
  readonly exit: 1 | 2 | 3 | 4 | 5 | undefined
  readonly title: string
}

const usage = (title: string): Kind => ({exit: 1, title})
const credential = (title: string): Kind => ({exit: 2, title})
const service = (title: string): Kind => ({exit: 3, title})

/**
 * Every error a user can meet, by the code with which scripts tell it from others: the one table of codes, titles and exit
 * codes. A code never changes its meaning. Exit codes: 1 wrong usage or a refused request, 2 credential, 3 server or network,
 * 4 rate limit, 5 not found, 130 and 143 interrupted. Titles are those of the product's troubleshooting page, word for word.
 */
export const ERRORS = {
  answer_broke_off: service('Answer broke off'),
  answer_failed: service('Answer failed (…)'),
  already_running: usage('Already running'),
  authentication_failed: credential('Authentication failed'),
  browser_sign_in_required: credential('Browser sign-in required'),
  cancelled: usage('Cancelled'),
  cannot_change_plugins: usage('Cannot change plugins'),
  cannot_run: usage('Cannot run …'),
  cannot_use_mirror: usage('Cannot use the mirror'),
  cannot_use_file: usage('Cannot use a file (…)'),
  cannot_wait_for_browser: usage('Cannot wait for the browser'),
  cannot_write_completions: usage('Cannot write the completions'),
  cannot_write_configuration: usage('Cannot write configuration'),
  cannot_write_output: usage('Cannot write to stdout (…)'),
  cannot_write_progress: usage('Cannot write progress file'),
  confirmation_required: usage('Confirmation needed'),
  connection_failed: service('Connection failed'),
  current_folder_gone: usage('The current folder is gone'),
  delivery_failed: {exit: undefined, title: 'Delivery failed: …'},
  desktop_failed: {exit: undefined, title: 'Omi Desktop failed (…)'},
  desktop_not_configured: credential('Omi Desktop is not configured'),
  file_exists: usage('File exists: …'),
  firebase_refresh_failed: credential('Firebase refresh failed (…)'),
  firebase_sign_in_failed: credential('Firebase sign-in failed (…)'),
  firebase_token_missing: credential('Server did not return a Firebase custom token'),
  interrupted: {exit: undefined, title: 'Interrupted'},
  ambiguous_id: usage('Ambiguous ID: …'),
  invalid_configuration: usage('Invalid configuration'),
  invalid_id: usage('Invalid ID'),
  invalid_jq: usage('Invalid jq filter: …'),
  invalid_request: usage('Invalid request'),
  invalid_value: usage('Invalid value: …'),
  jq_failed: usage('The jq filter failed'),
  jq_too_large: usage('Too large for the built-in jq'),
  mirror_damaged: usage('The mirror is damaged'),
  mirror_in_use: usage('The mirror is in use'),
  mirror_newer: usage('The mirror is of a newer version'),
  mirror_of_another_account: usage('This mirror is of another account'),
  missing_argument: usage('Missing argument: …'),
  missing_scope: credential('Insufficient permissions'),
  no_answer_in_time: service('No answer in time'),
  no_fields_to_update: usage('No fields to update'),
  no_home_folder: usage('No home folder'),
  no_input: usage('No input on stdin'),
  no_such_command: usage('No such command: …'),
  no_such_option: usage('No such option: …'),
  no_such_profile: usage("No such profile: '…'"),
  nobody_to_ask: usage('Nobody to ask'),
  not_a_developer_key: usage("That doesn't look like an Omi developer key"),
  not_a_plugin: usage('Not a plugin: …'),
  not_authenticated: credential('Not authenticated'),
  not_available: credential('Not available for this account'),
  not_cleared: usage('Not cleared: …'),
  not_found: {exit: 5, title: '… not found: …'},
  nothing_to_export: usage('Nothing to export yet'),
  nothing_to_refresh: usage('Nothing to refresh'),
  nothing_to_search: usage('Nothing to search yet'),
  oauth_code_missing: credential('OAuth callback missing authorization code'),
  oauth_provider_error: credential('OAuth provider returned an error'),
  oauth_state_mismatch: credential('OAuth state mismatch'),
  oauth_timed_out: credential('OAuth flow timed out'),
  output_path_wanted: usage('Use -o PATH'),
  paid_plan_required: credential('Paid plan required'),
  plugin_failed: usage('Plugin … failed: …'),
  plugin_list_damaged: usage('List of plugins is damaged'),
  plugin_needs_node: usage('Plugin … needs another Node.js'),
  plugin_never_loads: usage('A plugin never finishes loading'),
  plugin_not_created: usage('Plugin was not created'),
  plugin_not_found: {exit: 5, title: 'Plugin not found: …'},
  plugin_not_installed: usage('Plugin was not installed: …'),
  plugin_not_linked: usage('Plugin was not linked: …'),
  plugins_not_updated: usage('Plugins were not updated'),
  plugins_unreadable: usage('Plugins cannot be read'),
  port_in_use: usage('Port … is already in use'),
  progress_damaged: usage('Progress file is damaged'),
  rate_limited: {exit: 4, title: 'Rate limited: …'},
  request_refused: usage('Request refused (…)'),
  server_error: service('Server error (…)'),
  some_failed: {exit: undefined, title: '… of … failed'},
  token_exchange_failed: credential('Token exchange failed (…)'),
  unexpected_argument: usage('Unexpected argument: …'),
  unexpected_error: usage('Unexpected error: …'),
  unexpected_response: service('Unexpected response'),
  unknown_config_key: usage("Unknown config key '…'"),
  unusable_exit_code: usage('A command ended with an unusable exit code'),
  verification_failed: usage('… of … files differ'),
} as const satisfies Record<string, Kind>

export type ErrorCode = keyof typeof ERRORS

/** The code of an error that is not in the table, such as a plugin's: its title in small letters, up to a colon. */
export const codeOfTitle = (title: string): string =>
  title
    .split(/[:(]/, 1)[0]!
    .toLowerCase()
    .replaceAll(/[^\da-z]+/g, '_')
    .replaceAll(/^_+|_+$/g, '') || 'error'
