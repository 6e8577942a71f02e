import { startPostgres } from '../lib/postgres.ts';
import { aimOf, type Report } from '../lib/report.ts';
import { agentName, makeRules } from '../lib/rules.ts';
import { chanceOf } from './lib/chance.ts';
import { notLinearizable, type Operation } from './lib/history.ts';
import { readAt, resumeAt, type Seen, suspendAt } from './lib/orders.ts';
import { sizesOf } from './lib/sizes.ts';
import { isWhole } from './lib/stored.ts';
import { type Processes, startProcesses } from './lib/three.ts';

/** One read at a process that stands by: bounded by what was known at its start, and never behind the one before. */
type Beside = {
  readonly process: number;
  readonly asked: number;
  readonly answered: number;
  readonly seen: Seen;
};
type History = { readonly agent: string; readonly operations: Operation[]; readonly beside: Beside[] };

/** How old may be what a process that stands by says of a switch, ms: it knows nothing after three seconds without the database. */
const stalestMs = 3_000;

/**
 * Many clients stop agents, let them run and read their switches, at three processes on one PostgreSQL: every answer to an order, and
 * every read at the evaluator, has to fit one order of events, agent by agent; reads at the others may be late, and never go back.
 */
export async function run(args: string[]): Promise<Report> {
  const { operations, clients, agents, seed } = sizesOf(args, {
    operations: 50_000,
    clients: 12,
    agents: 20,
    seed: 1,
  });
  const postgres = await startPostgres();
  const rules = makeRules(agents);
  const processes = await startProcesses(3, await postgres.create(), rules.dir);
  try {
    const histories = Array.from(
      { length: agents },
      (_, number): History => ({ agent: agentName(number), operations: [], beside: [] }),
    );
    await carryOut(processes, histories, operations, clients, chanceOf(seed));
    const whole = await isWhole(processes.urls[0] ?? '');
    const broken = histories.flatMap((history) => {
      const found = notLinearizable(history.operations, { mayRun: true, epoch: 0 });
      return found === undefined ? [] : [`${history.agent}: no order explains ${JSON.stringify(found)}`];
    });
    const late = histories.flatMap(latenessOf);
    const count = (does: string) =>
      histories.flatMap((one) => one.operations).filter((one) => one.does === does).length;
    return {
      bench: 'reliability linear',
      settings: { operations, clients, agents, seed },
      columns: ['stops', 'resumes', 'reads at the evaluator', 'reads beside it', 'unanswered'],
      rows: [
        [
          count('suspend'),
          count('resume'),
          count('read'),
          histories.flatMap((one) => one.beside).length,
          histories.flatMap((one) => one.operations).filter(({ saw }) => saw === undefined).length,
        ],
      ],
      notes: [...broken, ...late].slice(0, 20),
      aims: [
        aimOf('operations', histories.flatMap((one) => [...one.operations, ...one.beside]).length, {
          atLeast: operations,
        }),
        aimOf('agents whose switch is not linearizable', broken.length, { atMost: 0 }),
        aimOf('reads beside the evaluator that went back, or were too late', late.length, { atMost: 0 }),
        aimOf('the register is whole', Number(whole), { atLeast: 1 }),
      ],
    };
  } finally {
    await processes.stop();
    await postgres.stop();
    rules.remove();
  }
}

async function carryOut(
  processes: Processes,
  histories: readonly History[],
  operations: number,
  clients: number,
  random: () => number,
): Promise<void> {
  const { urls } = processes;
  const evaluator = await processes.evaluator();
  let begun = 0;
  const work = async (): Promise<void> => {
    while (begun++ < operations) {
      const history = histories[Math.floor(random() * histories.length)] as History;
      const place = Math.floor(random() * urls.length);
      const url = urls[place] ?? '';
      const chance = random();
      const does = chance < 0.5 ? 'read' : chance < 0.75 ? 'suspend' : 'resume';
      // Only the evaluator lets an agent run; a stop is taken by all.
      const at = does === 'resume' ? (urls[evaluator ?? 0] ?? '') : url;
      const asked = performance.now();
      const seen = await { read: readAt, suspend: suspendAt, resume: resumeAt }[does](at, history.agent);
      const answered = performance.now();
      if (does === 'read' && place !== evaluator) {
        if (seen.status === 200) history.beside.push({ process: place, asked, answered, seen });
        continue;
      }
      if (does === 'read' && seen.status !== 200) continue;
      history.operations.push(operationOf(does, seen, asked, answered));
    }
  };
  await Promise.all(Array.from({ length: clients }, work));
}

function operationOf(does: Operation['does'], seen: Seen, asked: number, answered: number): Operation {
  const { status, mayRun, epoch } = seen;
  if (status === 200 && mayRun !== undefined && epoch !== undefined)
    return { does, asked, answered, saw: { mayRun, epoch, ...(does === 'resume' && { changed: true }) } };
  // It runs already: a read of that.
  if (status === 409)
    return {
      does: 'resume',
      asked,
      answered,
      saw: { mayRun: true, epoch: epoch ?? Number.NaN, changed: false },
    };
  return { does, asked, answered: Number.POSITIVE_INFINITY };
}

/** Reads that fell behind another at the same process, or behind what was surely written for too long. */
function latenessOf({ agent, operations, beside }: History): string[] {
  const written = operations
    .flatMap(({ answered, saw }) => (saw === undefined ? [] : [{ at: answered, epoch: saw.epoch }]))
    .sort((a, b) => a.at - b.at);
  let surely = 0;
  let place = 0;
  const ends = new Map<number, { at: number; epoch: number }[]>();
  return [...beside]
    .sort((a, b) => a.asked - b.asked)
    .flatMap(({ process, asked, answered, seen: { epoch = 0 } }) => {
      for (; place < written.length && (written[place]?.at ?? 0) < asked - stalestMs; place++)
        surely = Math.max(surely, written[place]?.epoch ?? 0);
      const own = ends.get(process) ?? [];
      ends.set(process, own);
      const before = Math.max(0, ...own.filter(({ at }) => at < asked).map((one) => one.epoch));
      own.push({ at: answered, epoch });
      if (own.length > 100) own.shift();
      if (epoch < before) return [`${agent}: process ${process} said ${before}, then ${epoch}`];
      return epoch < surely
        ? [`${agent}: process ${process} said ${epoch} three seconds after ${surely}`]
        : [];
    });
}
