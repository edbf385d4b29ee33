/** How a shell comes to load the completion. */
export interface Setup {
  /** The line that loads it, and does nothing where it is not there. */
  readonly line: string
  /** The file that the line goes into. */
  readonly rc_file: string
}

const PLACE = '$HOME/.omi/cache/autocomplete'

export const SETUPS = {
  bash: {line: `[ ! -r "${PLACE}/omi.bash" ] || . "${PLACE}/omi.bash"`, rc_file: '~/.bashrc'},
  zsh: {line: `[ ! -r "${PLACE}/omi.zsh" ] || . "${PLACE}/omi.zsh"`, rc_file: '~/.zshrc'},
  fish: {line: `test -r "${PLACE}/omi.fish"; and source "${PLACE}/omi.fish"`, rc_file: '~/.config/fish/config.fish'},
  powershell: {line: `if (Test-Path "${PLACE}/omi.ps1") { . "${PLACE}/omi.ps1" }`, rc_file: '$PROFILE'},
} satisfies Record<string, Setup>

export type Shell = keyof typeof SETUPS

export const SHELLS = Object.keys(SETUPS) as Shell[]
