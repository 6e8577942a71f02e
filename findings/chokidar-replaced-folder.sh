#!/usr/bin/env bash
# chokidar sees nothing any more in a subfolder after another was moved into its place, neither the swap nor later edits.
# Why it matters here: deployments swap folders of rules; an edit would not come into force (src/rules/sets/folder-watch.ts).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact chokidar@5.0.0
cat >run.mjs <<'SCRIPT'
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { watch } from 'chokidar';

mkdirSync('rules/agents', { recursive: true });
mkdirSync('new');
for (const place of ['rules/agents', 'new']) writeFileSync(`${place}/a.yaml`, '1');
let seen = [];
const watcher = watch('rules', { ignoreInitial: true }).on('all', (event, path) => seen.push(`${event} ${path}`));
await once(watcher, 'ready');

/** Does something, gives the watcher time, and answers what it saw. */
async function after(work) {
  work();
  await wait(5_000);
  return seen.splice(0);
}
const edit = await after(() => writeFileSync('rules/agents/a.yaml', 'an edit'));
const swap = await after(() => {
  renameSync('rules/agents', 'old');
  renameSync('new', 'rules/agents');
});
const later = await after(() => {
  writeFileSync('rules/agents/a.yaml', 'a later edit');
  writeFileSync('rules/agents/b.yaml', 'a new file');
});
await watcher.close();
console.log(`chokidar 5.0.0 on ${process.platform}, watching rules/`);
console.log('an edit of rules/agents/a.yaml:      ', edit);
console.log('mv agents old; mv new agents:        ', swap);
console.log('an edit and a new file in the new one:', later);
const holds = edit.length > 0 && later.length === 0;
console.log(holds ? 'OK: edits in a replaced subfolder are missed' : 'CHANGED');
process.exit(holds ? 0 : 1);
SCRIPT
node run.mjs
