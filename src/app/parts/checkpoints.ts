import { requirePermission } from '../../access/guard.ts';
import type { NewNotice } from '../../notices/notice.ts';
import { enqueueNotices } from '../../notices/outbox.ts';
import { addressed } from '../../notices/routing.ts';
import { zipOf } from '../../platform/archive/zip.ts';
import type { Db } from '../../platform/database/database.ts';
import type { Jobs } from '../../platform/jobs.ts';
import { verifierText } from '../../platform/tlog/note.ts';
import { bundleOf } from '../../register/audit/bundle-store.ts';
import { auditRoutes } from '../../register/audit/routes.ts';
import { type AnchorState, readAnchor } from '../../register/checkpoint/anchor-store.ts';
import {
  hourlyBefore,
  lastCheckpoint,
  readCheckpoints,
  type StoredCheckpoint,
} from '../../register/checkpoint/checkpoint-store.ts';
import {
  addCheckpointJobs,
  type Checkpointer,
  type CheckpointerPorts,
  createCheckpointer,
  createFileAnchor,
} from '../../register/checkpoint/jobs.ts';
import { checkpointRoutes } from '../../register/checkpoint/routes.ts';
import { registerCheckpointTelemetry } from '../../register/checkpoint/telemetry.ts';
import { addressBook, adminsOf, houseZone, type RuleSet } from '../../rules/ruleset.ts';
import type { Core } from '../core.ts';
import type { Ground } from '../ground.ts';
import { byTicks } from './by-ticks.ts';

/** How often notes that the file did not take are tried again. */
const minuteMs = 60_000;

/** Signed states of the register: what makes them, where they are kept outside, their routes. */
export function checkpointsOf(ground: Ground, core: Core, wake: () => void) {
  const { settings, ports, opened, registry } = ground;
  const { db } = opened.database;
  const { now } = ports.clock;
  const { signers, verifiers, file } = settings.checkpoints;
  const signing = {
    ...{ db, fenced: core.fences.fenced, isEvaluator: core.isEvaluator, now, logger: ports.logger },
    ...{ signers, verifiers, file },
  };
  const checkpointer = createCheckpointer({ ...signing, ...tellingOf(ground, core, wake) });
  core.changed(checkpointer.poke);
  const anchor = createFileAnchor(signing);
  const anchors = async (): Promise<readonly AnchorState[]> =>
    file === undefined ? [] : [await readAnchor(db, 'file')];
  const last = () => lastCheckpoint(db);
  registerCheckpointTelemetry(registry, { last, doubt: checkpointer.doubt, anchors });
  const keys = verifiers.map(verifierText);
  return {
    ...{ checkpointer, anchor },
    routes: [
      checkpointRoutes({
        ...{ mayRead: requirePermission('read'), last, anchors, doubt: checkpointer.doubt, keys },
        list: (page) => readCheckpoints(db, page),
        isSigning: signers.length > 0,
      }),
      exportRoutes(ground, checkpointer, keys),
    ],
    askers: signers.length > 0 ? [byTicks(minuteMs, { now, logger: ports.logger }, anchor)] : [],
    addJobs: (jobs: Jobs): void => {
      if (signers.length > 0) addCheckpointJobs(jobs, checkpointer, anchor);
    },
  };
}

/** People are told of what was signed, and admins when the register is not what was signed of it. */
function tellingOf(
  { settings, ports: { clock, logger }, opened: { database } }: Ground,
  { thread: { ruleSet } }: Core,
  wake: () => void,
): Pick<CheckpointerPorts, 'announce' | 'announced' | 'doubted'> {
  const tell = async (tx: Db, notice: NewNotice): Promise<void> => {
    const now = clock.now();
    await enqueueNotices(tx, [addressed(notice, addressBook(ruleSet()), now)], now);
  };
  return {
    announce: async (tx, made) => {
      const origin = settings.checkpoints.signers[0]?.name ?? '';
      await tell(tx, noticeOf(made, origin, await readersOf(tx, made, ruleSet()), ruleSet()));
    },
    announced: wake,
    doubted: ({ signed, brokenAt, why }) => {
      const set = ruleSet();
      const told = tell(database.db, {
        key: `register-doubtful:${signed}:${brokenAt}:${why}`,
        kind: 'register_doubtful',
        severity: 'critical',
        people: adminsOf(set),
        data: { entry: brokenAt, why, signed, timezone: houseZone(set) },
      });
      told.then(wake, (err: unknown) =>
        logger.warn({ err }, 'that the register is doubtful could not be told'),
      );
    },
  };
}

/** The export for auditors. */
function exportRoutes(
  { ports: { clock, logger }, opened: { database } }: Ground,
  { make }: Checkpointer,
  keys: readonly string[],
) {
  const { now } = clock;
  return auditRoutes({
    ...{ mayRead: requirePermission('read'), now },
    bundle: async (selection) => {
      // What is asked for now is signed up to now, where this process may.
      await make('asked').catch((err: unknown) =>
        logger.warn({ err }, 'the register could not be signed for an export'),
      );
      return zipOf(await bundleOf(database.db, selection, { keys, now: now() }), now());
    },
  });
}

/** The people who are sent a signed state, by their ids: every hour, or the first of each day. */
async function readersOf(tx: Db, made: StoredCheckpoint, { people }: RuleSet): Promise<readonly string[]> {
  if (made.cause !== 'hourly') return [];
  const of = (often: 'hourly' | 'daily') =>
    [...people.values()].flatMap(({ id, checkpoints }) => (checkpoints === often ? [id] : []));
  const daily = of('daily');
  if (daily.length === 0) return of('hourly');
  const before = await hourlyBefore(tx, made.number);
  const isFirst = before === undefined || dayOf(before.at) !== dayOf(made.at);
  return [...of('hourly'), ...(isFirst ? daily : [])];
}

/** The day in UTC, as a number. */
function dayOf(at: number): number {
  return Math.floor(at / 86_400_000);
}

function noticeOf(
  { number, size, at, note }: StoredCheckpoint,
  origin: string,
  people: readonly string[],
  set: RuleSet,
): NewNotice {
  return {
    key: `register-checkpoint:${number}`,
    kind: 'register_checkpoint',
    severity: 'info',
    people,
    data: { timezone: houseZone(set), origin, entries: size, signedAt: at, note },
  };
}
