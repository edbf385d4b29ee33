# Completion of omi for fish. Written by `omi autocomplete`; the words are in words.tsv beside this file.

set -g __omi_folder (status dirname)

function __omi_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l found (command awk -f $__omi_folder/complete.awk -- $__omi_folder/words.tsv $words[2..-1] "$current" 2>/dev/null)
    if test $status -eq 3
        # --file=PATH
        set -l flag (string match -r -- '^-[^=]*=' $current)
        set -l paths (__fish_complete_path (string replace -- "$flag" '' $current))
        printf '%s\n' "$flag"$paths
    else
        printf '%s\n' $found
    end
end

complete -c omi -e
complete -c omi -f -a '(__omi_complete)'
