#!/bin/sh
# Mở máy đọc thẻ / opens the token reader. It needs nothing but this folder and the shell.
case $0 in
*/*) here=${0%/*} ;;
*) here=. ;;
esac
here=$(CDPATH='' cd -- "$here" && pwd -P) || exit 1
exec "$here/runtime/node" "$here/program/.build/bztoken.mjs" open
