#!/bin/sh
# Starts omi with the Node.js that came with it, wherever the folder is and through whatever links this file is reached.
self=$0
while [ -h "$self" ]; do
  link=$(readlink "$self")
  case $link in
    /*) self=$link ;;
    *) self=${self%/*}/$link ;;
  esac
done
lib=${self%/*}/../lib/omi
exec "$lib/node" @NODE_FLAGS@ "$lib/bin/run.js" "$@"
