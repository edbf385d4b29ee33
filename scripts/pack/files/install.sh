#!/bin/sh
# Installs omi @VERSION@ for the user who runs this: no root, nothing outside of the prefix (~/.local), no shell's file is edited.
#
#   sh install.sh [--prefix FOLDER] [--from FOLDER|URL]
#   sh install.sh uninstall [--prefix FOLDER] [--purge]
#
# --from is where the archives are: a folder with them, or another address than the releases'.
# --purge removes ~/.omi too: settings, the credential, plugins and the mirror.
set -eu
umask 022

version='@VERSION@'
from='@URL@'
# File and SHA-256 of the archive of each platform.
archives='@ARCHIVES@'

fail() {
  printf 'install.sh: %s\n' "$*" >&2
  exit 1
}

usage() {
  fail "$1
Usage: sh install.sh [--prefix FOLDER] [--from FOLDER|URL]
       sh install.sh uninstall [--prefix FOLDER] [--purge]"
}

verb=install purge='' prefix=''
while [ $# -gt 0 ]; do
  case $1 in
    install | uninstall) verb=$1 ;;
    --prefix | --from)
      if [ $# -lt 2 ] || [ -z "$2" ]; then usage "$1 needs a value."; fi
      case $1 in --prefix) prefix=$2 ;; *) from=$2 ;; esac
      shift
      ;;
    --prefix=?*) prefix=${1#*=} ;;
    --from=?*) from=${1#*=} ;;
    --purge) purge=yes ;;
    *) usage "$1 is not known." ;;
  esac
  shift
done
if [ -z "$prefix" ]; then
  [ -n "${HOME:-}" ] || fail 'There is no HOME. Say where to install to: --prefix FOLDER'
  prefix=$HOME/.local
fi
case $prefix in /*) ;; *) prefix=$(pwd)/$prefix ;; esac
lib=$prefix/lib/omi
list=$lib/installed

if [ "$verb" = uninstall ]; then
  [ -f "$list" ] || fail "There is no omi in $prefix that install.sh has put there. Say where it is: --prefix FOLDER"
  exec sh "$lib/uninstall.sh" ${purge:+--purge}
fi

[ -z "$purge" ] || usage '--purge goes with uninstall.'
case $(uname -s) in
  Linux) system=linux ;;
  Darwin) system=darwin ;;
  *) fail "There is no package for $(uname -s). With Node.js: npm install --global @PACKAGE@" ;;
esac
case $(uname -m) in
  x86_64 | amd64) machine=x64 ;;
  aarch64 | arm64) machine=arm64 ;;
  *) fail "There is no package for $(uname -m). With Node.js: npm install --global @PACKAGE@" ;;
esac
# tar of macOS reads xz by itself.
if [ "$system" = darwin ] || command -v xz >/dev/null 2>&1; then ending=tar.xz; else ending=tar.gz; fi
name=omi-$version-$system-$machine
sum=$(printf '%s\n' "$archives" | sed -n "s/^$name\.$ending //p")
[ -n "$sum" ] || fail "This release has no $name.$ending. With Node.js: npm install --global @PACKAGE@"

command=$prefix/bin/omi
if { [ -e "$command" ] || [ -h "$command" ]; } && [ ! -f "$list" ]; then
  fail "$command is there already, and install.sh has not put it there. Remove it first, or choose another --prefix."
fi
if [ -e "$lib" ] && [ ! -f "$list" ]; then
  fail "$lib is there already, and install.sh has not put it there. Remove it first, or choose another --prefix."
fi

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
trap 'exit 130' HUP INT TERM
archive=$work/$name.$ending
case $from in
  *://*)
    if command -v curl >/dev/null 2>&1; then
      curl --fail --location --silent --show-error --output "$archive" "${from%/}/$name.$ending" || fail "${from%/}/$name.$ending cannot be had."
    elif command -v wget >/dev/null 2>&1; then
      wget -q -O "$archive" "${from%/}/$name.$ending" || fail "${from%/}/$name.$ending cannot be had."
    else
      fail 'Neither curl nor wget is there to get the archive. Get it in another way, and say where it is: --from FOLDER'
    fi
    ;;
  *)
    [ -f "$from/$name.$ending" ] || fail "$from/$name.$ending is not there."
    cp -- "$from/$name.$ending" "$archive"
    ;;
esac

if command -v sha256sum >/dev/null 2>&1; then
  found=$(sha256sum <"$archive")
elif command -v shasum >/dev/null 2>&1; then
  found=$(shasum -a 256 <"$archive")
elif command -v openssl >/dev/null 2>&1; then
  found=$(openssl dgst -sha256 -r <"$archive")
else
  fail 'None of sha256sum, shasum and openssl is there to check the archive with.'
fi
[ "${found%% *}" = "$sum" ] || fail "$name.$ending is not the archive of the release: its SHA-256 is ${found%% *}, not $sum. Nothing was installed."

case $ending in
  tar.xz) tar -xJf "$archive" -C "$work" ;;
  *) tar -xzf "$archive" -C "$work" ;;
esac
rm -f -- "$archive"
if ! trouble=$("$work/$name/bin/omi" --version 2>&1 >/dev/null); then
  printf '%s\n' "$trouble" >&2
  fail 'Its Node.js does not run here, so nothing was installed. On Linux it needs glibc 2.28, libstdc++ and libatomic (Debian: apt-get install libatomic1 libstdc++6).'
fi

made=$work/folders
: >"$work/before"
[ ! -f "$list" ] || cat "$list" >"$work/before"
# What an earlier version has made is still its own.
grep '/$' "$work/before" >"$made" || :
(cd "$work/$name" && find bin share -type f) >"$work/files"
[ -d "$prefix" ] || echo ./ >>"$made"
mkdir -p -- "$prefix" || fail "$prefix cannot be made. Choose another: --prefix FOLDER"
{ echo lib/ && sed 's,/[^/]*$,/,' "$work/files"; } | sort -u | while IFS= read -r folder; do
  path=''
  while [ "$path" != "$folder" ]; do
    rest=${folder#"$path"}
    path=$path${rest%%/*}/
    [ -d "$prefix/$path" ] || { mkdir -- "$prefix/$path" && echo "$path" >>"$made"; }
  done
done
sort -u "$made" | cat "$work/files" - >"$work/$name/lib/omi/installed"
# Another file system may be meant: all of it is brought there first, and put in place in one step.
new=$prefix/lib/.omi-new-$$
rm -rf -- "$new" "$new-old"
mv -- "$work/$name/lib/omi" "$new"
[ ! -e "$lib" ] || mv -- "$lib" "$new-old"
mv -- "$new" "$lib"
rm -rf -- "$new-old"
while IFS= read -r file; do mv -f -- "$work/$name/$file" "$prefix/$file"; done <"$work/files"
grep -v '/$' "$work/before" | grep -vxF -f "$work/files" | while IFS= read -r file; do rm -f -- "$prefix/$file"; done

echo "Installed omi $version: $command"
case :${PATH:-}: in
  *:"$prefix/bin":*) ;;
  *) echo "$prefix/bin is not on your PATH: put this line into your shell's file, and open a new shell:
export PATH=\"$prefix/bin:\$PATH\"" ;;
esac
echo "To remove it: sh $lib/uninstall.sh"
