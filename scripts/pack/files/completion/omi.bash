# Completion of omi for bash: with the user's plugins where `omi autocomplete` was run, else as the product comes.
if [[ -r $HOME/.omi/cache/autocomplete/words.tsv ]]; then
  . "$HOME/.omi/cache/autocomplete/omi.bash"
else
  . "${BASH_SOURCE[0]%/*}/../../../lib/omi/completion/omi.bash"
fi
