/** Files that the lines read. */
export const SURFACE_FILES = {
  'broken.csv': 'content,colour\nLikes maps,red\n',
  'memories.csv': 'content,category\nLikes maps,interests\nPlays chess,hobbies\n',
  'talks.jsonl': '{"text": "We agreed to meet on Friday.", "started_at": "2026-11-23T09:30:00Z"}\n',
  'talk.json': '[{"speaker": "SPEAKER_00", "text": "Shall we begin?", "start": 0, "end": 2}]',
  'tasks.csv': 'description,due_at\nCall Ana,2026-12-01T10:00:00Z\nBuy seeds,\n',
}

/** Ids of the sample data, as the lines name them. */
export const SURFACE_IDS = {
  ACTION_ITEM: '9b29b48a-4d5e-4b41-9ac9-348ef76c2747',
  CONVERSATION: 'ffde0b14-1915-4b69-a7a8-41317a62216e',
  SUMMARY: '2ba1b343-4a43-431e-88d5-fbfa232b80b5',
  GOAL: 'goal_4498e4c552a9',
  MEMORY: '3e7f2ba2-11d9-446e-b319-aa4130bfcc52',
  OTHER_MEMORY: '90891576-2f6c-4b15-b1a3-5e4182ac1b04',
}

/** Commands whose JSON is not looked at, and why. */
export const UNREAD: Readonly<Record<string, string>> = {
  'app serve': 'it runs until somebody stops it, and prints a document for each delivery',
  mcp: 'it speaks a protocol',
  'sandbox exec': 'it prints what the program prints that it runs',
  'sandbox start': 'it runs until somebody stops it',
}

/**
 * What is typed behind `omi --json`: each command as scripts call it. The lines of one group are run one after the other in an
 * account of their own, with the sample data, so each finds what those before it have left. What stands behind ` # ` tells lines apart.
 */
export const LINES: ReadonlyArray<readonly string[]> = [
  // First, as it takes longest.
  [
    'plugins search',
    'plugins install @oclif/plugin-which',
    'plugins',
    'plugins inspect @oclif/plugin-which',
    'plugins doctor',
    'plugins disable @oclif/plugin-which',
    'plugins enable @oclif/plugin-which',
    'plugins pin @oclif/plugin-which',
    'plugins unpin @oclif/plugin-which',
    'plugins update --dry-run',
    'plugins update',
    'plugins uninstall @oclif/plugin-which',
    'plugins link .',
    'plugins reset --yes',
    'plugins create hello --files-only',
  ],
  [
    'action-item list --all',
    'action-item get $ACTION_ITEM',
    'action-item create "Call the dentist" --due-at 2026-11-27',
    'action-item create --file tasks.csv',
    'action-item update $ACTION_ITEM --clear-due-at',
    'action-item complete $ACTION_ITEM',
    'action-item delete $ACTION_ITEM --yes',
  ],
  ['mcp install cursor', 'mcp install claude-code --print', 'mcp uninstall cursor'],
  [
    'api GET /v1/dev/user/goals',
    'api POST /v1/dev/user/memories --field "content=Prefers tea"',
    'ask "What did we decide about the budget?"',
    'autocomplete --refresh-cache',
    'autocomplete bash',
    'commands',
    'help memory create',
    'today --date yesterday',
    'version',
  ],
  [
    'app events',
    'app payload memory_created',
    'app payload audio_bytes',
    'app send day_summary --to $OMI_API_BASE/webhook',
    'app verify --to $OMI_API_BASE/webhook',
  ],
  [
    'local status',
    'local tools',
    'local call get_local_status',
    'local search-screen budget --days 365',
    'local screenshot 3',
    'local screenshot 3 -o screen.png',
    'local recap',
    'local sql "SELECT id, description FROM action_items LIMIT 1"',
    'local task search telescope',
    'local task complete $ACTION_ITEM',
    'local task delete $ACTION_ITEM --yes',
    'local configure --token desktop-token-1',
  ],
  [
    'auth status # with a key',
    'auth whoami',
    'auth login --browser',
    'auth status # after a browser sign-in',
    'auth refresh',
    'auth login --api-key < key.txt',
    'auth logout',
    'auth status # signed out',
  ],
  [
    'config path',
    'config show',
    'config set api_base https://api.omi.me',
    'config profile use work',
    'config profile list',
    'config profile delete work --yes',
  ],
  [
    'conversation list --all --include-transcript',
    'conversation get $CONVERSATION',
    'conversation get $CONVERSATION --include-transcript',
    'conversation create --text "We agreed to meet on Friday."',
    'conversation from-segments talk.json',
    'conversation create --file talks.jsonl',
    'conversation update $CONVERSATION --title "Kick-off"',
    'conversation delete $CONVERSATION --yes',
  ],
  [
    'daily-summary list',
    'daily-summary get $SUMMARY',
    'folder list',
    'chat "What did we decide about the budget?"',
    'chat --history',
    'chat --clear --yes',
    'key list',
    'key create ci --scope memories:read',
    'key revoke $(omi key list | grep -w ci | cut -f1) --yes',
  ],
  [
    'goal list --limit 100 --include-inactive',
    'goal get $GOAL',
    'goal history $GOAL',
    'goal create "Read more" --target 10 --unit books --why "It is quiet" --criterion "A book a month" --horizon 2027-06-30',
    'goal progress $GOAL 85',
    'goal update $GOAL --clear-unit',
    'goal delete $GOAL --yes',
  ],
  ['export memory --format csv -o memories-out.csv', 'export all --format jsonl -o backup', 'export verify backup'],
  [
    'memory list --all',
    'memory search coffee',
    'memory get $MEMORY',
    'memory create "Plays the cello" --category hobbies --tag music',
    'memory create --file memories.csv',
    'memory create --file broken.csv',
    'memory update $MEMORY --tag work',
    'memory delete $MEMORY $OTHER_MEMORY --yes',
    'memory delete $MEMORY --yes # not there any more',
    'memory get $MEMORY # not there any more',
    'memory list --colour',
  ],
  // Last, as what reads the mirror asks for nothing.
  [
    'search telescope # without a mirror',
    'sync',
    'search telescope',
    'config show # with a mirror',
    'auth logout --purge',
  ],
]
