import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stderr } from 'node:process';
import { startFilrouge } from '../lib/filrouge.ts';
import { pause, until } from '../lib/processes.ts';
import { aimOf, type Report } from '../lib/report.ts';
import { agentName, makeRules } from '../lib/rules.ts';
import { ways } from './lib/agents.ts';
import { apiOf, makeKey } from './lib/api.ts';
import { type Fault, faults, startFaulty } from './lib/faulty.ts';
import { resumeAt, suspendAt } from './lib/orders.ts';
import { sizesOf } from './lib/sizes.ts';

const leaseMs = 8_000;
/** A stopped agent has to know by then, or to know that it does not know. */
const boundMs = leaseMs + 5_000;

/** One way to obey, under one fault: how long it went on after the stop. */
type Case = {
  readonly way: string;
  readonly fault: Fault;
  readonly wentOnMs: number;
  readonly cameBack: boolean;
};

/**
 * Agents as the documentation shows them, behind a server, or a way to it, that fails in eight ways at the moment of a stop: each of
 * them is silent within its lease and five seconds, and speaks again once it may and is told so.
 */
export async function run(args: string[]): Promise<Report> {
  const { rounds } = sizesOf(args, { rounds: 3 });
  const rules = rulesWithLease(ways.length);
  const folder = mkdtempSync(join(tmpdir(), 'filrouge-faults-'));
  const server = await startFilrouge({ rulesDir: rules.dir, env: { FILROUGE_LOG: 'fatal' } });
  const proxy = await startFaulty(server.url);
  const cases: Case[] = [];
  try {
    const admin = apiOf(server.url);
    const agents = await Promise.all(
      ways.map(async ({ name, begin }, number) => {
        const agent = agentName(number);
        const key = await makeKey(admin, 'agent', { agent });
        return { name, agent, mayAnswer: await begin({ filrouge: proxy.url, agent, key, folder, leaseMs }) };
      }),
    );
    for (let round = 0; round < rounds; round++)
      for (const fault of faults) {
        for (const { name, mayAnswer } of agents)
          await until(async () => await mayAnswer(), `${name} speaking`, 60_000, 50);
        await proxy.become(fault);
        for (const { agent } of agents)
          await until(async () => (await suspendAt(server.url, agent)).status === 200, 'a stop', 30_000, 50);
        const found = await Promise.all(
          agents.map(async ({ name, mayAnswer }) => ({
            way: name,
            fault,
            wentOnMs: await lastWord(mayAnswer),
          })),
        );
        await proxy.become(undefined);
        for (const { agent } of agents) await resumeAt(server.url, agent);
        for (const [place, { mayAnswer }] of agents.entries()) {
          const one = found[place];
          const back = until(async () => await mayAnswer(), 'speaking again', 60_000, 50);
          if (one !== undefined)
            cases.push({
              ...one,
              cameBack: await back.then(
                () => true,
                () => false,
              ),
            });
        }
        stderr.write(
          `round ${round + 1}, ${fault}: ${found.map(({ wentOnMs }) => Math.round(wentOnMs)).join(', ')} ms\n`,
        );
      }
  } finally {
    await proxy.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
    rules.remove();
  }
  const most = (way: string, fault: Fault): number =>
    Math.max(
      ...cases.filter((one) => one.way === way && one.fault === fault).map(({ wentOnMs }) => wentOnMs),
    );
  return {
    bench: 'reliability faults',
    settings: { rounds, leaseMs },
    columns: ['went on for at most, ms', ...faults],
    rows: ways.map(({ name }) => [name, ...faults.map((fault) => Math.round(most(name, fault)))]),
    aims: [
      aimOf('longest that an agent went on, ms', Math.max(...cases.map(({ wentOnMs }) => wentOnMs)), {
        atMost: boundMs,
      }),
      aimOf('agents that did not come back', cases.filter(({ cameBack }) => !cameBack).length, { atMost: 0 }),
      aimOf('cases', cases.length, { atLeast: rounds * faults.length * ways.length }),
    ],
  };
}

/** When it spoke for the last time, ms from now, looked at for a while longer than it may. */
async function lastWord(mayAnswer: () => boolean | Promise<boolean>): Promise<number> {
  const began = performance.now();
  let last = 0;
  while (performance.now() - began < boundMs + 3_000) {
    if (await mayAnswer()) last = performance.now() - began;
    await pause(100);
  }
  return last;
}

function rulesWithLease(agents: number): ReturnType<typeof makeRules> {
  const rules = makeRules(agents);
  const dir = join(rules.dir, 'agents');
  for (const name of readdirSync(dir)) {
    const file = join(dir, name);
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace('rules: []', `lease: ${leaseMs / 1_000}s\nrules: []`),
    );
  }
  return rules;
}
