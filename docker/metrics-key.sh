#!/bin/sh
# Makes the viewer key with which Prometheus reads /metrics, and leaves it in the file given, once: a file that is there
# already is kept.
set -eu
file=$1
if [ -s "$file" ]; then
  echo "$file is there already"
  exit 0
fi
node dist/main.js keys create --role viewer --name prometheus | grep -oE 'fr_[0-9A-Za-z]{32,}' | head -n 1 >"$file.new"
if [ ! -s "$file.new" ]; then
  echo "no key was made" >&2
  exit 1
fi
mv "$file.new" "$file"
echo "made the key that Prometheus reads /metrics with"
