# Completion of omi for bash. Written by `omi autocomplete`; the words are in words.tsv beside this file.

_omi_folder=$(cd -- "${BASH_SOURCE[0]%/*}" >/dev/null 2>&1 && pwd)

_omi() {
  local line=${COMP_LINE:0:COMP_POINT} piece='' current='' word i found code=0
  local words=()
  # bash takes words apart at = and :, which are put together again: a new word begins where there is a blank.
  for ((i = 0; i <= COMP_CWORD; i++)); do
    if [[ $i != 0 && $line == [[:blank:]]* ]]; then
      words[${#words[@]}]=$current
      current=''
      line=${line#"${line%%[![:blank:]]*}"}
    fi
    piece=${COMP_WORDS[i]}
    [[ $i == "$COMP_CWORD" ]] && piece=$line
    line=${line#"$piece"}
    current+=$piece
  done
  [[ $piece == [=:] ]] && piece=''
  local typed=$((${#current} - ${#piece})) quote=''
  if [[ $current == [\"\']* ]]; then
    quote=${current:0:1} current=${current:1} piece=${piece:1}
    typed=$((${#current} - ${#piece}))
  else
    current=${current//\\/}
  fi

  COMPREPLY=()
  found=$(command awk -f "$_omi_folder/complete.awk" -- "$_omi_folder/words.tsv" "${words[@]:1}" "$current" 2>/dev/null) || code=$?
  if [[ $code == 3 ]]; then compopt -o default 2>/dev/null || :; fi
  while IFS=$'\t' read -r word _; do
    [[ $word && $word == "$current"* ]] || continue
    word=${word:typed}
    # What is inserted is read by the shell once more.
    if [[ $word == *[!a-zA-Z0-9_.,:/=@%+-]* ]]; then
      if [[ ! $quote ]]; then
        printf -v word %q "$word"
      elif [[ $word == *[\"\'\\\$\`\!]* ]]; then
        continue
      fi
    fi
    COMPREPLY[${#COMPREPLY[@]}]=$word
  done <<<"$found"
}

complete -F _omi omi
