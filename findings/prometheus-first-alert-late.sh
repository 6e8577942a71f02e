#!/usr/bin/env bash
# Prometheus tells no Alertmanager of an alert that begins to fire in its first five seconds (its list of them is empty until then), and what is
# lost there is sent again after --rules.alert.resend-delay only: a minute, unless it is set. Its own pages show the alert as firing and the
# Alertmanager as active meanwhile.
# Why it matters here: an alert that fires when Prometheus starts again stops an agent a minute late. So alarms that suspend want a short
# resend delay, which docs/connect.md says, as bench/reliability/lib/clients.ts does.
set -eu
folder=$(mktemp -d)
servers=
trap '[ -z "$servers" ] || kill $servers 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -q prometheus=2.42.0+ds-5+deb12u1 >/dev/null 2>&1
dpkg -x prometheus_*.deb package
cat >run.mjs <<'SCRIPT'
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

const port = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = server.address();
      server.close(() => resolve(free));
    });
  });
const rules = 'groups: [{ name: one, interval: 1s, rules: [{ alert: Always, expr: vector(1) }] }]\n';
/** After how many seconds a receiver hears of an alert that fires from the first evaluation on; the state it has by then. */
const heard = async (name, ...args) => {
  mkdirSync(name);
  const startedAt = Date.now();
  let after;
  const receiver = createServer((_, reply) => {
    after ??= (Date.now() - startedAt) / 1_000;
    reply.end('{}');
  });
  await new Promise((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  writeFileSync(`${name}/rules.yml`, rules);
  writeFileSync(
    `${name}/prometheus.yml`,
    `global: { evaluation_interval: 1s }
rule_files: [rules.yml]
alerting: { alertmanagers: [{ static_configs: [{ targets: ['127.0.0.1:${receiver.address().port}'] }] }] }
`,
  );
  const own = await port();
  const flags = [`--config.file=${name}/prometheus.yml`, `--storage.tsdb.path=${name}/data`, `--web.listen-address=127.0.0.1:${own}`];
  const child = spawn('package/usr/bin/prometheus', [...flags, ...args], { stdio: 'ignore' });
  await wait(20_000);
  const { data } = await (await fetch(`http://127.0.0.1:${own}/api/v1/alerts`)).json();
  child.kill();
  receiver.close();
  receiver.closeAllConnections();
  return { after, state: data.alerts[0]?.state };
};
const [usual, short] = await Promise.all([heard('usual'), heard('short', '--rules.alert.resend-delay=1s')]);
console.log('Prometheus 2.42.0, an alert that fires from the start on; heard of by the receiver within 20 s:');
console.log(`as it comes:                         ${usual.after ?? 'no'} (its own state: ${usual.state})`);
console.log(`with --rules.alert.resend-delay=1s:  after ${short.after} s`);
const holds = usual.after === undefined && usual.state === 'firing' && short.after !== undefined;
console.log(holds ? 'OK: the first five seconds are lost, and made up for after the resend delay' : 'CHANGED');
process.exit(holds ? 0 : 1);
SCRIPT
node run.mjs
