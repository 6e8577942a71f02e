import type { Logger } from 'pino';
import { sha256Hex } from '../../platform/canonical.ts';
import type { Db } from '../../platform/database/database.ts';
import type { Jobs } from '../../platform/jobs.ts';
import { appendEntries } from '../../register/store.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { type CheckKind, type CheckReport, checkKinds, type KeptCheck, lastDue } from './check.ts';
import { checkData, isChecked, keepCheck } from './check-store.ts';

/** The ports that the checks of data need. */
export type CheckPorts = {
  readonly now: () => number;
  readonly db: Db;
  readonly ruleSet: () => Pick<RuleSet, 'desk'>;
  /** A transaction that changes nothing once another process evaluates. */
  readonly transaction: <T>(work: (tx: Db) => Promise<T>) => Promise<T>;
  /** Tells the referents of a check, in that transaction. */
  readonly tell: (tx: Db, check: KeptCheck, now: number) => Promise<void>;
  readonly logger: Logger;
};

/** Every hour: whatever is due and was not made is made at the next look. */
const pattern = '23 * * * *';

/** Checks the desk's data each evening, and of full weeks, months, quarters and years the morning after. */
export function addCheckJob(jobs: Jobs, ports: CheckPorts): void {
  jobs.add('desk-checks', pattern, async () => {
    await makeChecks(ports);
  });
}

/** Makes the checks that are due and were not made; after a long stop the last one of each kind. */
export async function makeChecks(ports: CheckPorts): Promise<readonly CheckKind[]> {
  const { desk } = ports.ruleSet();
  if (desk === undefined) return [];
  const made: CheckKind[] = [];
  for (const kind of checkKinds) {
    const now = ports.now();
    const period = lastDue(kind, now, desk.timezone);
    if (now < period.dueAt || (await isChecked(ports.db, kind, period.id))) continue;
    const report = await checkData(ports.db, kind, period, now, hash);
    const isKept = await ports.transaction(async (tx) => {
      const check = { kind, period: period.id, madeAt: now, report };
      if (!(await keepCheck(tx, check))) return false;
      await ports.tell(tx, check, now);
      const data = { check: kind, period: period.id, ...countsOf(report) };
      await appendEntries(tx, [{ kind: 'deskChecked', actor: 'engine', data }], now);
      return true;
    });
    if (isKept) made.push(kind);
  }
  if (made.length > 0) ports.logger.info({ checks: made }, 'checked the data of the desk');
  return made;
}

function hash(text: string): number {
  return Number.parseInt(sha256Hex(text).slice(0, 12), 16);
}

/** The counts of a report, as the register keeps them. */
export function countsOf({
  received,
  incomplete,
  duplicates,
  anomalies,
}: CheckReport): Record<string, number> {
  const { standing, overdue } = anomalies;
  return {
    ...{ received, incomplete: incomplete.count, standing, overdue },
    ...(duplicates !== undefined && { duplicates: duplicates.count }),
  };
}
