# Completion of omi for fish: with the user's plugins where `omi autocomplete` was run, else as the product comes.
if test -r $HOME/.omi/cache/autocomplete/words.tsv
    source $HOME/.omi/cache/autocomplete/omi.fish
else
    source (status dirname)/../../../lib/omi/completion/omi.fish
end
