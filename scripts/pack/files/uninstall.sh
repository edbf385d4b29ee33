#!/bin/sh
# Removes what install.sh has put here: sh uninstall.sh [--purge]
# --purge removes ~/.omi too: settings, the credential, plugins and the mirror.
set -eu

purge=''
for word in "$@"; do
  case $word in
    --purge) purge=yes ;;
    *)
      printf 'uninstall.sh: %s is not known. Usage: sh uninstall.sh [--purge]\n' "$word" >&2
      exit 1
      ;;
  esac
done
if [ -n "$purge" ] && [ -z "${HOME:-}" ]; then
  echo 'uninstall.sh: There is no HOME, so there is no ~/.omi to remove.' >&2
  exit 1
fi

lib=$(cd -- "$(dirname -- "$0")" && pwd)
prefix=${lib%/lib/omi}
if [ ! -f "$lib/installed" ]; then
  printf 'uninstall.sh: %s was not put there by install.sh. Remove the folder that you unpacked.\n' "$lib" >&2
  exit 1
fi

installed=$(cat "$lib/installed")
printf '%s\n' "$installed" | grep -v '/$' | while IFS= read -r file; do rm -f -- "$prefix/$file"; done
rm -rf -- "$lib"
# The folders that install.sh made, where nothing else is in them by now.
printf '%s\n' "$installed" | grep '/$' | sort -r | while IFS= read -r folder; do
  path=$prefix/${folder%/}
  # `./` is the prefix itself.
  rmdir -- "${path%/.}" 2>/dev/null || :
done
echo "Removed omi from $prefix."

if [ -n "$purge" ]; then
  rm -rf -- "$HOME/.omi"
  echo 'Removed ~/.omi.'
elif [ -n "${HOME:-}" ] && [ -e "$HOME/.omi" ]; then
  echo "Settings and plugins are still there: rm -r $HOME/.omi"
fi
