import { and, asc, eq, gt, inArray, type SQL } from 'drizzle-orm';
import type { Db } from '../../platform/database/database.ts';
import { withoutNulls } from '../../platform/defined.ts';
import type { Stamp } from '../incident.ts';
import type { Comment, Dossier, Exhibit, ExhibitContent } from './exhibit.ts';
import type { Subject } from './subject.ts';
import { comments, exhibits } from './tables.ts';

/** Which dossiers to read: of one subject, or of an incident or a plan with all its parts. */
export type DossierQuery =
  | { readonly on: Subject }
  | { readonly plan: number }
  | { readonly incident: number };

/** Evidence and comments, the oldest first. */
export async function readDossier(db: Db, query: DossierQuery): Promise<Dossier> {
  const [found, said] = await Promise.all([
    db
      .select()
      .from(exhibits)
      .where(within(exhibits, query))
      .orderBy(asc(exhibits.addedAt), asc(exhibits.id)),
    db.select().from(comments).where(within(comments, query)).orderBy(asc(comments.saidAt), asc(comments.id)),
  ]);
  return { exhibits: found.map(exhibitOf), comments: said.map(commentOf) };
}

function within(table: typeof exhibits | typeof comments, query: DossierQuery): SQL | undefined {
  if ('plan' in query) return eq(table.plan, query.plan);
  if ('incident' in query) return eq(table.incident, query.incident);
  return and(eq(table.subjectKind, query.on.kind), eq(table.subject, query.on.id));
}

/** One piece of evidence. */
export async function getExhibit(db: Db, id: string): Promise<Exhibit | undefined> {
  const [row] = await db.select().from(exhibits).where(eq(exhibits.id, id));
  return row && exhibitOf(row);
}

/** One comment. */
export async function getComment(db: Db, id: string): Promise<Comment | undefined> {
  const [row] = await db.select().from(comments).where(eq(comments.id, id));
  return row && commentOf(row);
}

/** A page of all evidence, by id. */
export async function pageOfExhibits(db: Db, after: string, limit: number): Promise<readonly Exhibit[]> {
  const rows = await db
    .select()
    .from(exhibits)
    .where(gt(exhibits.id, after))
    .orderBy(asc(exhibits.id))
    .limit(limit);
  return rows.map(exhibitOf);
}

/** A page of all comments, by id. */
export async function pageOfComments(db: Db, after: string, limit: number): Promise<readonly Comment[]> {
  const rows = await db
    .select()
    .from(comments)
    .where(gt(comments.id, after))
    .orderBy(asc(comments.id))
    .limit(limit);
  return rows.map(commentOf);
}

/** Those of these ids whose files are to be there: known, and not erased. */
export async function keptFiles(db: Db, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows = await db
    .select({ id: exhibits.id })
    .from(exhibits)
    .where(and(inArray(exhibits.id, [...ids]), eq(exhibits.isErased, false)));
  return new Set(rows.map(({ id }) => id));
}

/** Keeps a piece of evidence, new or withdrawn. */
export async function saveExhibit(tx: Db, exhibit: Exhibit): Promise<void> {
  const row = exhibitRow(exhibit);
  await tx.insert(exhibits).values(row).onConflictDoUpdate({ target: exhibits.id, set: row });
}

/** Keeps a comment, new or erased. */
export async function saveComment(tx: Db, comment: Comment): Promise<void> {
  const row = commentRow(comment);
  await tx.insert(comments).values(row).onConflictDoUpdate({ target: comments.id, set: row });
}

function exhibitRow({
  on,
  agent,
  incident,
  plan,
  added,
  content,
  withdrawn,
  id,
}: Exhibit): typeof exhibits.$inferInsert {
  const isFile = content.form === 'file';
  return {
    ...{ id, agent, incident, plan, subjectKind: on.kind, subject: on.id },
    ...{ form: content.form, sha256: content.sha256 },
    name: (isFile ? content.name : content.title) ?? null,
    type: isFile ? content.type : null,
    bytes: isFile ? content.bytes : null,
    url: isFile ? null : (content.url ?? null),
    ...{ addedAt: added.at, addedBy: added.by },
    ...{ withdrawnAt: withdrawn?.at, withdrawnBy: withdrawn?.by, reason: withdrawn?.reason },
    isErased: withdrawn?.isErased ?? false,
  };
}

function exhibitOf(row: typeof exhibits.$inferSelect): Exhibit {
  const { id, subjectKind, subject, agent, incident, plan, form, sha256, name, type, bytes, url } = row;
  const content: ExhibitContent =
    form === 'file'
      ? withoutNulls({ form, sha256, name, type: type ?? '', bytes: bytes ?? 0 })
      : withoutNulls({ form, sha256, title: name, url });
  const { withdrawnAt: at, withdrawnBy: by, reason, isErased } = row;
  const withdrawn = at === null || by === null ? null : { at, by, reason: reason ?? '', isErased };
  return withoutNulls({
    ...{ id, agent, incident, plan, content, withdrawn },
    on: { kind: subjectKind, id: subject },
    added: { at: row.addedAt, by: row.addedBy },
  });
}

function commentRow({
  on,
  agent,
  incident,
  plan,
  said,
  text,
  sha256,
  mentions,
  erased,
  id,
}: Comment): typeof comments.$inferInsert {
  return {
    ...{ id, agent, incident, plan, subjectKind: on.kind, subject: on.id, sha256, mentions },
    text: text ?? null,
    ...{ saidAt: said.at, saidBy: said.by },
    ...{ erasedAt: erased?.at, erasedBy: erased?.by, reason: erased?.reason },
  };
}

function commentOf(row: typeof comments.$inferSelect): Comment {
  const { id, subjectKind, subject, agent, incident, plan, text, sha256, mentions } = row;
  const said: Stamp = { at: row.saidAt, by: row.saidBy };
  const { erasedAt: at, erasedBy: by, reason } = row;
  const erased = at === null || by === null ? null : { at, by, reason: reason ?? '' };
  return withoutNulls({
    ...{ id, agent, incident, plan, text, sha256, mentions, said, erased },
    on: { kind: subjectKind, id: subject },
  });
}
