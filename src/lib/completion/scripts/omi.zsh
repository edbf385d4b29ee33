# Completion of omi for zsh. Written by `omi autocomplete`; the words are in words.tsv beside this file.

typeset -g _omi_folder=${${(%):-%x}:A:h}

_omi() {
  emulate -L zsh
  local output line word
  local -a found shown
  output=$(command awk -f $_omi_folder/complete.awk -- $_omi_folder/words.tsv "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)
  if (( $? == 3 )); then
    # What zsh's own completions count on.
    setopt $_comp_options
    compset -P '*='
    _files
    return
  fi

  local -i width=0
  for line in ${(f)output}; do
    word=${line%%$'\t'*}
    found+=("$word")
    (( ${#word} > width )) && width=${#word}
  done
  for line in ${(f)output}; do
    word=${line%%$'\t'*}
    shown+=("${(r:$width:)word}  ${line#*$'\t'}")
  done
  compadd -l -d shown -a -- found
}

(( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i }
compdef _omi omi
