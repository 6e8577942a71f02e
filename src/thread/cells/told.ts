import type { Firing } from '../../metrics/storage/alerts-store.ts';
import { tellEngine } from '../../rules/engine/engine.ts';
import { subjectOf, type Told } from '../../rules/engine/told.ts';
import { nextTurn } from '../evaluator/turn.ts';
import type { Ingest } from './ingest.ts';
import { NotDurableError } from './not-durable.ts';

/**
 * Takes in what a store has told of rules that it evaluates: when this resolves, the trips are written, and
 * all that became of their alerts is in the database.
 */
export async function ingestTold(ingest: Ingest, told: readonly Told[], receivedAt: number): Promise<void> {
  const { memory, ports, alarms, cells } = ingest;
  if (!ingest.attends()) throw new NotDurableError();
  const events = tellEngine(memory.engine, told, ports.clock.now());
  const trips = alarms.handle(events, receivedAt);
  if (trips !== undefined) await trips.then(nextTurn);
  await cells.commit().catch((error: unknown) => {
    throw new NotDurableError(error);
  });
  if (!ingest.isCurrent()) throw new NotDurableError();
}

/** How a rule stands by the alerts that are noted as firing. */
export function toldOf(
  firing: ReadonlyMap<string, Pick<Firing, 'since'>>,
  { agent, rule, value }: Pick<Told, 'agent' | 'rule' | 'value'>,
): Told {
  const since = (alarm: 'breach' | 'no_data') => firing.get(`${agent} ${subjectOf(alarm, rule)}`)?.since;
  return { agent, rule, breachSince: since('breach'), silentSince: since('no_data'), value };
}

/** The same of every rule of which something goes on, after a start. */
export function allTold(firing: readonly Firing[]): Told[] {
  const byKey = new Map(firing.map((one) => [`${one.agent} ${one.metric}`, one]));
  return firing.flatMap(({ agent, metric }) => {
    const [, rule] = metric.split(' ');
    return rule === undefined ? [] : [toldOf(byKey, { agent, rule })];
  });
}
