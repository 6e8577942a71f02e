import type { Registry } from 'prom-client';
import { requirePermission } from '../../access/guard.ts';
import type { NewNotice } from '../../notices/notice.ts';
import { enqueueNotices } from '../../notices/outbox.ts';
import { addressed } from '../../notices/routing.ts';
import { zipOf } from '../../platform/archive/zip.ts';
import type { Db } from '../../platform/database/database.ts';
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
import { createCheckpointer, createFileAnchor } from '../../register/checkpoint/jobs.ts';
import { checkpointRoutes } from '../../register/checkpoint/routes.ts';
import { registerCheckpointTelemetry } from '../../register/checkpoint/telemetry.ts';
import { addressBook, adminsOf, houseZone, type RuleSet } from '../../rules/ruleset.ts';
import type { Settings } from '../../settings.ts';
import type { Core } from '../core.ts';
import type { AppPorts, Opened } from '../ports.ts';

/** Signed states of the register: what makes them, where they are kept outside, their routes. */
export function checkpointsOf(
  { checkpoints }: Pick<Settings, 'checkpoints'>,
  { clock, logger }: AppPorts,
  { database }: Pick<Opened, 'database'>,
  { thread, fences, isEvaluator, changed }: Pick<Core, 'thread' | 'fences' | 'isEvaluator' | 'changed'>,
  wake: () => void,
  registry: Registry,
) {
  const { db } = database;
  const { signers, verifiers, file } = checkpoints;
  const { now } = clock;
  const tell = async (tx: Db, notice: NewNotice): Promise<void> => {
    const at = now();
    await enqueueNotices(tx, [addressed(notice, addressBook(thread.ruleSet()), at)], at);
  };
  const ports = { db, fenced: fences.fenced, isEvaluator, now, logger, signers, verifiers, file };
  const checkpointer = createCheckpointer({
    ...ports,
    announce: async (tx, made) =>
      tell(
        tx,
        noticeOf(made, signers[0]?.name ?? '', await readersOf(tx, made, thread.ruleSet()), thread.ruleSet()),
      ),
    doubted: (doubt) => {
      const set = thread.ruleSet();
      const told = tell(db, {
        key: `register-doubtful:${doubt.signed}:${doubt.brokenAt}:${doubt.why}`,
        kind: 'register_doubtful',
        severity: 'critical',
        people: adminsOf(set),
        data: { entry: doubt.brokenAt, why: doubt.why, signed: doubt.signed, timezone: houseZone(set) },
      });
      told.then(wake, (err: unknown) =>
        logger.warn({ err }, 'that the register is doubtful could not be told'),
      );
    },
    announced: wake,
  });
  changed(checkpointer.poke);
  const anchors = async (): Promise<readonly AnchorState[]> =>
    file === undefined ? [] : [await readAnchor(db, 'file')];
  const last = () => lastCheckpoint(db);
  registerCheckpointTelemetry(registry, { last, doubt: checkpointer.doubt, anchors });
  const keys = verifiers.map(verifierText);
  const routes = checkpointRoutes({
    ...{ mayRead: requirePermission('read'), last, anchors, doubt: checkpointer.doubt },
    list: (page) => readCheckpoints(db, page),
    keys,
    isSigning: signers.length > 0,
  });
  const audit = auditRoutes({
    ...{ mayRead: requirePermission('read'), now },
    bundle: async (selection) => {
      // What is asked for now is signed up to now, where this process may.
      await checkpointer
        .make('asked')
        .catch((err: unknown) => logger.warn({ err }, 'the register could not be signed for an export'));
      return zipOf(await bundleOf(db, selection, { keys, now: now() }), now());
    },
  });
  return { checkpointer, anchor: createFileAnchor(ports), routes: [routes, audit] };
}

/** What the app does with them. */
export type Checkpoints = ReturnType<typeof checkpointsOf>;

/** Whoever is sent a signed state: every hour, or the first of each day. */
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
