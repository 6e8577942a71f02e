import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Filrouge, startFilrouge } from '../lib/filrouge.ts';
import { freePort, until } from '../lib/processes.ts';
import { aimOf, type Report } from '../lib/report.ts';
import { type Client, clients, startBot } from './lib/clients.ts';

type Placed = { readonly client: Client; readonly host: string };

/** Real programs, each with an agent of its own that it has to get stopped: whether it did, and after how long. */
export async function run(): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'filrouge-clients-'));
  const [there, missing] = [true, false].map((is) =>
    clients.filter(({ version }) => (version() !== undefined) === is),
  );
  const placed: Placed[] = [];
  for (const client of there ?? []) placed.push({ client, host: `127.0.0.1:${await freePort()}` });
  const store = placed.find(({ client }) => client.door === 'promql')?.host;
  const filrouge = await startFilrouge({
    rulesDir: writeRules(folder, placed),
    env: {
      FILROUGE_STEP: '1s',
      ...(store === undefined ? {} : { FILROUGE_PROMETHEUS_URL: `http://${store}` }),
    },
  });
  const rows: [string, string, string, string][] = [];
  for (const { client, host } of placed) {
    const seen = await stopBy(client, host, folder, filrouge);
    rows.push([client.name, client.version() ?? '', client.door, seen]);
  }
  await filrouge.stop();
  rmSync(folder, { recursive: true, force: true });
  return {
    bench: 'reliability clients',
    settings: { step: '1s' },
    columns: ['client', 'version', 'by', 'its agent'],
    rows: [...rows, ...(missing ?? []).map(({ name, door }) => [name, 'not there', door, ''])],
    aims: [
      aimOf(
        'clients whose agent was not stopped',
        rows.filter(([, , , seen]) => !seen.startsWith('stopped')).length,
        {
          atMost: 0,
        },
      ),
    ],
  };
}

async function stopBy(
  { name, begin }: Client,
  host: string,
  folder: string,
  { url, ingestKey, viewerKey }: Filrouge,
): Promise<string> {
  const [own, bot] = [join(folder, name), `127.0.0.1:${await freePort()}`];
  mkdirSync(own);
  await startBot(bot);
  const headers = { Authorization: `Bearer ${viewerKey}` };
  const mayRun = async (): Promise<boolean> =>
    (await (await fetch(`${url}/v1/agents/${name}/switch`, { headers })).json()).mayRun;
  if (!(await mayRun())) return 'did not run to begin with';
  const beganAt = performance.now();
  await begin({ filrouge: url, key: ingestKey, folder: own, bot, host });
  try {
    await until(async () => !(await mayRun()), name, 60_000, 100);
    return `stopped after ${((performance.now() - beganAt) / 1_000).toFixed(1)} s`;
  } catch {
    const { refused } = await (await fetch(`${url}/v1/agents/${name}`, { headers })).json();
    return `runs: ${JSON.stringify(refused)}`;
  }
}

const named = (name: string) => name.replaceAll('-', '_');
const label = 'label: { fr: Réponses fausses, en: Wrong answers }';

/** An agent for each client, with one rule on the metric that the client feeds. */
function writeRules(folder: string, placed: readonly Placed[]): string {
  const dir = join(folder, 'rules');
  mkdirSync(join(dir, 'agents'), { recursive: true });
  const write = (path: string, ...lines: string[]) => writeFileSync(join(dir, path), `${lines.join('\n')}\n`);
  write(
    'people.yaml',
    'people:',
    '  sam: { name: Sam Carter, email: sam@example.org }',
    '  ines: { name: Ines Moreau, email: ines@example.org, approver: true }',
  );
  const from = ({ client: { door }, host }: Placed) =>
    door === 'promql' ? '{ promql: bot_share, every: 1s }' : `{ scrape: 'http://${host}/metrics' }`;
  const pulled = placed.filter(({ client: { door } }) => door === 'promql' || door === 'scrape');
  write(
    'metrics.yaml',
    'metrics:',
    `  error_rate: { unit: ratio, better: lower, aggregate: mean, ${label} }`,
    `  alarms: { unit: count, better: lower, aggregate: last, own_traffic: false, from_alerts: true, ${label} }`,
    ...pulled.map(
      (one) =>
        `  by_${named(one.client.name)}: { unit: ratio, better: lower, aggregate: mean, from: ${from(one)}, ${label} }`,
    ),
  );
  write(
    'sources.yaml',
    'sources:',
    '  - { metric: error_rate, ratio: { part: bot_errors_total, whole: bot_answers_total } }',
    ...pulled.flatMap(({ client: { name, reads } }) =>
      reads === undefined ? [] : [`  - { metric: by_${named(name)}, ${reads}, agent: ${name} }`],
    ),
    'alerts:',
    '  - { alert: AnswersWrong, metric: alarms, agent_label: agent }',
    'otlp:',
    '  - { metric: error_rate, ratio: { part: bot.errors, whole: bot.answers } }',
    '  - { metric: error_rate, gen_ai: evaluation, passes: [wrong] }',
  );
  for (const { client } of placed) {
    const isPulled = client.door === 'promql' || client.door === 'scrape';
    const metric = isPulled ? `by_${named(client.name)}` : client.door;
    write(
      `agents/${client.name}.yaml`,
      ...[`agent: ${client.name}`, `name: ${client.name}`, 'scope: { fr: Répond, en: Answers }'],
      ...['owner: sam', 'approver: ines', 'rules:'],
      `  - { id: wrong, when: ${metric} > ${metric === 'alarms' ? '0' : '5%'} over 1m, min_samples: 1, then: suspend }`,
    );
  }
  return dir;
}
