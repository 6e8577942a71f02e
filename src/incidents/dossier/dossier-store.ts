import { mayCommand } from '../../access/commands.ts';
import type { Caller } from '../../access/roles.ts';
import type { NewNotice } from '../../notices/notice.ts';
import { enqueueNotices } from '../../notices/outbox.ts';
import { actorText } from '../../platform/actor.ts';
import type { Database, Db } from '../../platform/database/database.ts';
import { randomId } from '../../platform/ids.ts';
import { noSuch } from '../../platform/no-such.ts';
import { done, type Refusal, type Result, refused } from '../../platform/refusal.ts';
import { appendEntries, lockRegister } from '../../register/store.ts';
import type { DossierCommand } from './commands.ts';
import { type DossierChange, decideDossier } from './decide.ts';
import type { EvidenceFiles } from './evidence-store.ts';
import type { DossierLimits, Exhibit, TakenFile } from './exhibit.ts';
import { extensionOf } from './file-name.ts';
import { recogniseFile } from './file-type.ts';
import { lookAt } from './intake/look.ts';
import type { Upload } from './intake/multipart.ts';
import { spool } from './intake/spool.ts';
import type { KnownPeople } from './mentions.ts';
import { getComment, getExhibit, readDossier, saveComment, saveExhibit } from './store.ts';
import type { Place, Subject } from './subject.ts';

/** Files are taken through `attach`, which looks at them; all else is a command as it stands. */
export type DossierOrder = Exclude<DossierCommand, { kind: 'attachFile' }>;

/** Evidence and comments on incidents, plans and their parts. */
export type DossierCommands = {
  /** Takes a file as it arrives, looks at it, keeps it, and only then says so in the register. */
  readonly attach: (on: Subject, upload: Upload, by: Caller) => Promise<Result<Exhibit>>;
  /** Links, withdrawals, comments. Answers what was added or changed. */
  readonly carryOut: (command: DossierOrder, by: Caller) => Promise<Result<DossierChange>>;
};

/** The world around the commands about dossiers. */
export type DossierPorts = {
  readonly database: Pick<Database, 'db' | 'transaction'>;
  readonly now: () => number;
  /** Where files go; nothing where this process has no place for them. */
  readonly files: EvidenceFiles | undefined;
  readonly limits: DossierLimits;
  readonly people: () => KnownPeople;
  /** The place of a subject, if there is such a subject. */
  readonly placeOf: (on: Subject) => Promise<Place | undefined>;
  /** Why this process takes nothing now, if so. */
  readonly whyNot: () => Refusal | undefined;
  /** Sends a notice to whoever is to be told now. */
  readonly addressed: (notice: NewNotice, now: number) => NewNotice;
  /** Something was added or changed: pages may show it, and notices wait. */
  readonly changed: () => void;
};

/** The commands about dossiers, for API and console alike. */
export function createDossierCommands(ports: DossierPorts): DossierCommands {
  const { files, limits } = ports;
  return {
    attach: async (on, upload, by) => {
      const refusal = mayCommand(by, { kind: 'attachFile' }) ?? ports.whyNot();
      if (refusal !== undefined) return refused(refusal);
      if (files === undefined) return refused(nowhere);
      const place = await ports.placeOf(on);
      if (place === undefined) return refused(noSuch(on.kind, on.id));
      const id = randomId();
      const taken = await takeIn(files, upload, id, limits.maxBytes);
      if (!taken.ok) return taken;
      const { name, ...file } = taken.value;
      const command = { kind: 'attachFile', on, name, file } as const;
      // Where it throws, nobody knows whether it was written: what nobody claims is swept away in time.
      const outcome = await commit(ports, { place, command, id, by });
      if (!outcome.ok) await files.remove(id);
      return outcome.ok && outcome.value.exhibit ? done(outcome.value.exhibit) : failed(outcome);
    },
    carryOut: async (command, by) => {
      const refusal = mayCommand(by, { kind: command.kind }) ?? ports.whyNot();
      if (refusal !== undefined) return refused(refusal);
      const on = await subjectOf(ports.database.db, command);
      if (!on.ok) return on;
      const place = await ports.placeOf(on.value);
      if (place === undefined) return refused(noSuch(on.value.kind, on.value.id));
      const outcome = await commit(ports, { place, command, id: randomId(), by });
      if (outcome.ok && command.kind === 'eraseEvidence') await files?.remove(command.evidence);
      return outcome;
    },
  };
}

const nowhere: Refusal = {
  kind: 'unavailable',
  code: 'evidence_not_kept',
  detail: 'This process has no place for files. Set FILROUGE_DATA, or FILROUGE_S3_URL; links are taken.',
};

function failed(outcome: Result<unknown>): Result<never> {
  if (!outcome.ok) return outcome;
  throw new Error('a file that was attached left no evidence behind');
}

/** Takes a file, looks at it, and keeps it. */
async function takeIn(
  files: EvidenceFiles,
  { name, body }: Upload,
  id: string,
  maxBytes: number,
): Promise<Result<TakenFile & { readonly name: string }>> {
  const spooled = await spool(body, { folder: files.incoming, id, maxBytes });
  if (!spooled.ok) return spooled;
  const { path, bytes, sha256, discard } = spooled.value;
  try {
    const recognised = recogniseFile(name, await lookAt(path, bytes, extensionOf(name)));
    if (!recognised.ok) return recognised;
    await files.keep(id, spooled.value);
    return done({ ...recognised.value, bytes, sha256 });
  } finally {
    await discard();
  }
}

async function subjectOf(db: Db, command: DossierOrder): Promise<Result<Subject>> {
  if ('on' in command) return done(command.on);
  if ('evidence' in command) {
    const found = await getExhibit(db, command.evidence);
    return found === undefined ? refused(noSuch('evidence', command.evidence)) : done(found.on);
  }
  const found = await getComment(db, command.comment);
  return found === undefined ? refused(noSuch('comment', command.comment)) : done(found.on);
}

type Asked = {
  readonly place: Place;
  readonly command: DossierCommand;
  readonly id: string;
  readonly by: Caller;
};

/** Decides and writes in one transaction: nobody else adds to a dossier meanwhile. */
async function commit(
  ports: DossierPorts,
  { place, command, id, by }: Asked,
): Promise<Result<DossierChange>> {
  const { limits } = ports;
  const result = await ports.database.transaction(async (tx): Promise<Result<DossierChange>> => {
    await lockRegister(tx);
    const now = ports.now();
    const dossier = await readDossier(tx, { on: place.on });
    const world = { place, dossier, people: ports.people(), limits, id, by: actorText(by.actor) };
    const decided = decideDossier(world, command, now);
    if (!decided.ok) return decided;
    const { exhibit, comment, entry, notices } = decided.value;
    if (entry === undefined) return decided;
    if (exhibit !== undefined) await saveExhibit(tx, exhibit);
    if (comment !== undefined) await saveComment(tx, comment);
    const addressed = notices.map((notice) => ports.addressed(notice, now));
    await enqueueNotices(tx, addressed, now);
    await appendEntries(tx, [entry], now);
    return decided;
  });
  if (result.ok) ports.changed();
  return result;
}
