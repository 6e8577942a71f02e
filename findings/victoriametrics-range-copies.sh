#!/usr/bin/env bash
# VictoriaMetrics answers the last 30 s of a query_range with copies of older values, also with nocache=1, and says nothing of a series that
# is younger than that; an instant query for the very same time has the true value.
# Why it matters here: whoever makes up a gap by query_range takes values of another time for measured ones, and sees a new agent 30 s late.
# So metrics that are pulled ask the last 30 s time by time (src/connect/pull/question.ts).
set -eu
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -q victoria-metrics=1.79.5+ds1-2+b5 >/dev/null 2>&1
dpkg -x victoria-metrics_*.deb package
port=$(node -e "const s=require('net').createServer().listen(0,'127.0.0.1',()=>{console.log(s.address().port);s.close()})")
package/usr/bin/victoria-metrics -storageDataPath="$folder/data" -httpListenAddr="127.0.0.1:$port" -loggerLevel=ERROR >/dev/null 2>&1 &
server=$!
cat >run.mjs <<'SCRIPT'
import { setTimeout as wait } from 'node:timers/promises';

const url = `http://127.0.0.1:${process.argv[2]}`;
for (let tries = 0; !(await fetch(`${url}/health`).then((answer) => answer.ok, () => false)); tries++) {
  if (tries > 100) throw new Error('VictoriaMetrics did not start');
  await wait(100);
}
const second = 1_000;
const now = Math.floor(Date.now() / second) * second;
/** Writes a value for each second, from so many seconds ago until now: its own second, so that a copy is seen. */
const write = async (name, from) => {
  const timestamps = Array.from({ length: from + 1 }, (_, place) => now - (from - place) * second);
  const values = timestamps.map((at) => (at - now) / second);
  const line = JSON.stringify({ metric: { __name__: name }, values, timestamps });
  await fetch(`${url}/api/v1/import`, { method: 'POST', body: line });
};
await write('old', 120);
await write('young', 20);
await fetch(`${url}/internal/force_flush`);
await wait(2 * second);

const ask = async (call, query) => {
  const answer = await fetch(`${url}/api/v1/${call}?${new URLSearchParams({ nocache: '1', ...query })}`);
  return (await answer.json()).data.result;
};
const at = (ago) => String(now / second - ago);
const range = async (query) => {
  const [series] = await ask('query_range', { query, start: at(40), end: at(0), step: '1s' });
  return (series?.values ?? []).map(([time, value]) => [Number(time) - now / second, Number(value)]);
};
const [old, young] = [await range('old'), await range('young')];
const [instant] = await ask('query', { query: 'old', time: at(5) });
const copies = old.filter(([time, value]) => time !== value);
console.log('VictoriaMetrics 1.79.5, a value a second that is its own time; query_range of the last 40 s, step 1 s, nocache=1');
console.log('times answered with a value of another time:', copies.length, copies.slice(-3).map(([time, value]) => `${time} s: ${value}`));
console.log('points of a series that is 20 s old:        ', young.length);
console.log('instant query for 5 s ago:                  ', instant?.value[1]);
const holds = copies.length > 10 && copies.every(([time]) => time > -32) && young.length === 0 && instant?.value[1] === '-5';
console.log(holds ? 'OK: a range has copies of older values in its last 30 s' : 'CHANGED');
process.exit(holds ? 0 : 1);
SCRIPT
node run.mjs "$port"
