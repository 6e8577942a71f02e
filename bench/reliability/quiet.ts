import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startFilrouge } from '../lib/filrouge.ts';
import { startPostgres } from '../lib/postgres.ts';
import { pause, until } from '../lib/processes.ts';
import { aimOf, type Report } from '../lib/report.ts';
import { agentName, makeRules } from '../lib/rules.ts';
import { type Api, apiOf, good, makeKey } from './lib/api.ts';
import { type Nothing, nothings } from './lib/nothings.ts';
import { sizesOf } from './lib/sizes.ts';

/** An agent that was stopped, with a plan whose action is done: from here on it is sent one kind of nothing. */
type Watched = {
  readonly nothing: Nothing;
  readonly agent: string;
  readonly plan: number;
  readonly seen: { ok: number; met: number; ran: number; ended: number; looks: number };
};

/**
 * Silence, NaN, stale markers, samples that are late or ahead, too few, or of others, through every intake, after a breach: no rule is
 * ever "ok", no alert ends, no criterion holds, no agent runs. One agent is sent real measures, and shows that these would be seen.
 */
export async function run(args: string[]): Promise<Report> {
  const { seconds } = sizesOf(args, { seconds: 120 });
  const rules = quietRules(nothings.length);
  const postgres = await startPostgres();
  const server = await startFilrouge({
    rulesDir: rules.dir,
    databaseUrl: await postgres.create(),
    env: { FILROUGE_STEP: '1s', FILROUGE_LOG: 'fatal' },
  });
  try {
    const admin = apiOf(server.url);
    const [lea, camille] = [
      apiOf(server.url, await makeKey(admin, 'operator', { person: 'lea' })),
      apiOf(server.url, await makeKey(admin, 'approver', { person: 'camille' })),
    ];
    const watched: Watched[] = [];
    for (const [number, nothing] of nothings.entries())
      watched.push(await stopped(nothing, agentName(number), { admin, lea, camille }));
    // The breach itself leaves the windows.
    await pause(6_000);
    const end = performance.now() + seconds * 1_000;
    for (let turn = 0; performance.now() < end; turn++) {
      const began = performance.now();
      await Promise.all(watched.map((one) => look(admin, server.url, one, turn)));
      await pause(Math.max(0, 500 - (performance.now() - began)));
    }
    const [real, none] = [true, false].map((is) =>
      watched.filter(({ nothing }) => (nothing.isData === true) === is),
    );
    const sum = (of: readonly Watched[] = [], key: keyof Watched['seen']): number =>
      of.reduce((total, { seen }) => total + seen[key], 0);
    return {
      bench: 'reliability quiet',
      settings: { seconds },
      columns: ['what is sent', 'looks', 'rule "ok"', 'criterion met or holding', 'may run', 'alert ended'],
      rows: watched.map(({ nothing, seen }) => [
        nothing.name,
        seen.looks,
        seen.ok,
        seen.met,
        seen.ran,
        seen.ended,
      ]),
      aims: [
        aimOf('rules that were "ok" without a measure', sum(none, 'ok'), { atMost: 0 }),
        aimOf('criteria that held without a measure', sum(none, 'met'), { atMost: 0 }),
        aimOf('agents that ran', sum(watched, 'ran'), { atMost: 0 }),
        aimOf('alerts that ended without a measure', sum(none, 'ended'), { atMost: 0 }),
        aimOf(
          'looks that saw "ok", and a criterion hold, of real measures',
          Math.min(sum(real, 'ok'), sum(real, 'met')),
          {
            atLeast: 1,
          },
        ),
        aimOf('looks at each', Math.min(...watched.map(({ seen }) => seen.looks)), { atLeast: seconds / 10 }),
      ],
    };
  } finally {
    await server.stop();
    await postgres.stop();
    rules.remove();
  }
}

/** The rules of the benches with short windows, a plan, and sources for OTLP. */
function quietRules(agents: number): ReturnType<typeof makeRules> {
  const rules = makeRules(agents, true);
  const change = (name: string, by: (text: string) => string): void =>
    writeFileSync(join(rules.dir, name), by(readFileSync(join(rules.dir, name), 'utf8')));
  mkdirSync(join(rules.dir, 'playbooks'), { recursive: true });
  writeFileSync(
    join(rules.dir, 'playbooks/storm.yaml'),
    `playbook: storm
title: { fr: Essai, en: Test }
objective: { fr: Finir, en: End }
settle: 1s
actions:
  - { id: mend, title: { fr: Réparer, en: Mend }, owner: lea, due: 1d, effort: low, impact: high, treats: cause, criteria: response_time < 10s over 5s for 20s }
`,
  );
  // The answer time is no traffic of its own: a stopped agent's criterion goes on being followed.
  change('metrics.yaml', (text) => text.replace('response_time: {', 'response_time: { own_traffic: false,'));
  change('shared.yaml', (text) =>
    text
      .replaceAll('over 5m, then: suspend', 'over 5s, min_samples: 20, then: suspend')
      .replace(/.*id: (response-time|escalation-rate).*\n/g, ''),
  );
  appendFileSync(
    join(rules.dir, 'sources.yaml'),
    'otlp:\n  - { metric: error_rate, gauge: error_rate }\n  - { metric: response_time, gauge: response_time }\n',
  );
  return rules;
}

type People = { readonly admin: Api; readonly lea: Api; readonly camille: Api };

async function stopped(nothing: Nothing, agent: string, { admin, lea, camille }: People): Promise<Watched> {
  await good(
    admin.post('/v1/samples', {
      samples: [
        { agent, metric: 'error_rate', value: 0.5, weight: 100 },
        { agent, metric: 'response_time', value: 40, weight: 100 },
      ],
    }),
  );
  const isStopped = async () => (await admin.get(`/v1/agents/${agent}/switch`)).body?.mayRun === false;
  await until(isStopped, `${agent} being stopped`, 30_000, 50);
  const [{ number }] = (await good(admin.get(`/v1/plans?agent=${agent}`))).items;
  const plan = await good(lea.patch(`/v1/plans/${number}`, { rootCause: 'known', objective: 'to end' }));
  await good(lea.post(`/v1/plans/${number}/sign`, { as: 'owner', for: 'activation' }));
  await good(camille.post(`/v1/plans/${number}/sign`, { as: 'approver', for: 'activation' }));
  await good(lea.patch(`/v1/actions/${plan.actions[0].id}`, { status: 'done' }));
  return { nothing, agent, plan: number, seen: { ok: 0, met: 0, ran: 0, ended: 0, looks: 0 } };
}

async function look(admin: Api, url: string, { nothing, agent, plan, seen }: Watched, turn: number) {
  await nothing.send(url, agent, turn).catch(() => {});
  const [told, worked] = await Promise.all([
    admin.get(`/v1/agents/${agent}`),
    admin.get(`/v1/plans/${plan}`),
  ]);
  if (told.status !== 200 || worked.status !== 200) return;
  seen.looks += 1;
  const rule = told.body.rules.find((one: { rule: string }) => one.rule === 'error-rate');
  if (rule.verdict === 'ok') seen.ok += 1;
  if (rule.state !== 'firing') seen.ended += 1;
  if (told.body.switch.mayRun !== false) seen.ran += 1;
  const verdict = worked.body.actions[0].criteria[0].verdict;
  if (verdict === 'met' || verdict === 'holding') seen.met += 1;
}
