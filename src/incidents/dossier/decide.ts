import type { NewNotice } from '../../notices/notice.ts';
import { canonicalJson, sha256Hex } from '../../platform/canonical.ts';
import { defined } from '../../platform/defined.ts';
import { noSuch } from '../../platform/no-such.ts';
import { done, type Refusal, type Result, refused } from '../../platform/refusal.ts';
import type { NewEntry } from '../../register/chain.ts';
import type { DossierCommand } from './commands.ts';
import {
  type Comment,
  type Dossier,
  type DossierLimits,
  type Exhibit,
  type ExhibitContent,
  mostComments,
} from './exhibit.ts';
import { type KnownPeople, mentionsIn } from './mentions.ts';
import { type Place, subjectText } from './subject.ts';

/** The world around a command about a dossier. */
export type DossierWorld = {
  readonly place: Place;
  /** All that stands on the subject; or what is taken out. */
  readonly dossier: Dossier;
  readonly people: KnownPeople;
  readonly limits: DossierLimits;
  /** The id that something new gets. */
  readonly id: string;
  /** Actor text. */
  readonly by: string;
};

/** The change that a command makes to a dossier, with its entry in the register and whom it tells. */
export type DossierChange = {
  readonly exhibit?: Exhibit;
  readonly comment?: Comment;
  /** Absent where it is there already: whoever sends twice finds it once. */
  readonly entry?: NewEntry;
  readonly notices: readonly NewNotice[];
};

/** Decides what becomes of a command. Nothing that a person wrote goes into the register but its hash. */
export function decideDossier(
  world: DossierWorld,
  command: DossierCommand,
  now: number,
): Result<DossierChange> {
  switch (command.kind) {
    case 'attachFile': {
      const { name, file } = command;
      return attach(world, { form: 'file', name, ...file }, { type: file.type, bytes: file.bytes }, now);
    }
    case 'attachLink': {
      const { url, title } = command;
      return attach(world, { form: 'link', url, title, sha256: linkHash(url, title) }, {}, now);
    }
    case 'withdrawEvidence':
    case 'eraseEvidence':
      return withdraw(world, command, now);
    case 'addComment':
      return comment(world, command.text, now);
    case 'eraseComment':
      return eraseComment(world, command, now);
    default:
      return command satisfies never;
  }
}

/** The hash that a link has in the register. */
export function linkHash(url: string, title: string): string {
  return sha256Hex(canonicalJson({ url, title }));
}

function attach(
  { place, dossier, limits, id, by }: DossierWorld,
  content: ExhibitContent,
  facts: { readonly type?: string; readonly bytes?: number },
  now: number,
): Result<DossierChange> {
  const standing = dossier.exhibits.filter(({ withdrawn }) => withdrawn === undefined);
  const same = standing.find((one) => one.content.sha256 === content.sha256);
  if (same !== undefined)
    return refused({
      ...conflict('evidence_known', `This stands on ${subjectText(place.on)} already, as ${same.id}.`),
      facts: { evidence: same.id },
    });
  if (standing.length >= limits.mostFiles)
    return refused({
      ...conflict(
        'evidence_too_many',
        `${subjectText(place.on)} has ${standing.length} pieces of evidence; at most ${limits.mostFiles} are taken. Withdraw one, or set FILROUGE_EVIDENCE_COUNT.`,
      ),
      facts: { most: limits.mostFiles },
    });
  const exhibit = { ...where(place), id, added: { at: now, by }, content };
  const data = { evidence: id, on: subjectText(place.on), form: content.form, sha256: content.sha256 };
  return changed({
    exhibit,
    entry: entryOf(place, 'evidenceAttached', by, { ...data, ...facts }),
    notices: [],
  });
}

function withdraw(
  { place, dossier, by }: DossierWorld,
  { kind, evidence, reason }: Extract<DossierCommand, { evidence: string }>,
  now: number,
): Result<DossierChange> {
  const exhibit = dossier.exhibits.find(({ id }) => id === evidence);
  if (exhibit === undefined) return refused(noSuch('evidence', evidence));
  const isErased = kind === 'eraseEvidence';
  const { withdrawn, content } = exhibit;
  if (withdrawn !== undefined && (withdrawn.isErased || !isErased))
    return refused(conflict('evidence_withdrawn', `Evidence ${evidence} was withdrawn already.`));
  const { sha256 } = content;
  const left: ExhibitContent =
    content.form === 'link'
      ? { form: 'link', sha256 }
      : { form: 'file', type: content.type, bytes: content.bytes, sha256 };
  const after: Exhibit = {
    ...exhibit,
    content: isErased ? left : content,
    withdrawn: { at: now, by, reason, isErased },
  };
  const data = { evidence, on: subjectText(place.on), sha256, digests: { reason: sha256Hex(reason) } };
  return changed({
    exhibit: after,
    entry: entryOf(place, isErased ? 'evidenceErased' : 'evidenceWithdrawn', by, data),
    notices: [],
  });
}

/** The same words by the same person within this are one comment that was sent twice. */
const twiceMs = 60_000;

function comment(world: DossierWorld, text: string, now: number): Result<DossierChange> {
  const { place, dossier, people, id, by } = world;
  const mentioned = mentionsIn(text, people);
  if (!mentioned.ok) return mentioned;
  const sha256 = sha256Hex(text);
  const last = dossier.comments.at(-1);
  if (last?.sha256 === sha256 && last.said.by === by && now - last.said.at < twiceMs)
    return done({ comment: last, notices: [] });
  if (dossier.comments.length >= mostComments)
    return refused(
      conflict(
        'comments_too_many',
        `${subjectText(place.on)} has ${mostComments} comments, and takes no more.`,
      ),
    );
  const mentions = mentioned.value;
  const data = { comment: id, on: subjectText(place.on), mentions, digests: { text: sha256 } };
  return changed({
    comment: { ...where(place), id, said: { at: now, by }, text, sha256, mentions },
    entry: entryOf(place, 'commentAdded', by, data),
    notices: mentionNotices(place, { id, by, mentions }),
  });
}

function eraseComment(
  { place, dossier, by }: DossierWorld,
  { comment: id, reason }: Extract<DossierCommand, { kind: 'eraseComment' }>,
  now: number,
): Result<DossierChange> {
  const found = dossier.comments.find((one) => one.id === id);
  if (found === undefined) return refused(noSuch('comment', id));
  if (found.erased !== undefined)
    return refused(conflict('comment_erased', `Comment ${id} was erased already.`));
  const { text: _, ...left } = found;
  const data = {
    comment: id,
    on: subjectText(place.on),
    digests: { text: found.sha256, reason: sha256Hex(reason) },
  };
  return changed({
    comment: { ...left, erased: { at: now, by, reason } },
    entry: entryOf(place, 'commentErased', by, data),
    notices: [],
  });
}

/** Notices to everybody who is mentioned, but not to whoever wrote it. */
function mentionNotices(
  { on, agent, incident, plan, title, agentName, timezone }: Place,
  { id, by, mentions }: { readonly id: string; readonly by: string; readonly mentions: readonly string[] },
): readonly NewNotice[] {
  const people = mentions.filter((person) => by !== `person:${person}`);
  if (people.length === 0) return [];
  return [
    {
      key: `mention:${id}`,
      kind: 'mention',
      severity: 'info',
      agent,
      incident,
      ...defined({ plan }),
      people,
      data: { ...defined({ agentName, timezone }), subject: on.kind, id: on.id, title, by, comment: id },
    },
  ];
}

function where({ on, agent, incident, plan }: Place) {
  return { on, agent, incident, plan };
}

function entryOf(
  { agent, incident, plan }: Place,
  kind: string,
  actor: string,
  data: NewEntry['data'],
): NewEntry {
  return { kind, actor, agent, incident, ...defined({ plan }), data };
}

function changed(change: DossierChange): Result<DossierChange> {
  return done(change);
}

function conflict(code: string, detail: string): Refusal {
  return { kind: 'conflict', code, detail };
}
