import { mayCommand } from '../../access/commands.ts';
import type { Caller } from '../../access/roles.ts';
import type { Comment, Dossier, Exhibit } from '../../incidents/dossier/exhibit.ts';
import { piecesOf } from '../../incidents/dossier/mentions.ts';
import type { Subject } from '../../incidents/dossier/subject.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { nameOf } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';

/** Evidence and comments on one subject, and what the viewer may do about them. */
export type DossierView = {
  readonly on: Subject;
  readonly dossier: Dossier;
  readonly set: RuleSet;
  /** How large a file may be. */
  readonly maxBytes: number;
  readonly may: DossierRights;
};

/** The viewer's rights on dossiers. */
export type DossierRights = { readonly write: boolean; readonly erase: boolean };

/** The rights of a viewer over dossiers. */
export function dossierRights(viewer: Pick<Caller, 'role'>): DossierRights {
  return {
    write: mayCommand(viewer, { kind: 'addComment' }) === undefined,
    erase: mayCommand(viewer, { kind: 'eraseEvidence' }) === undefined,
  };
}

/** The part of a dossier that stands on one subject. */
export function dossierOn({ exhibits, comments }: Dossier, { kind, id }: Subject): Dossier {
  const isOn = ({ on }: { readonly on: Subject }) => on.kind === kind && on.id === id;
  return { exhibits: exhibits.filter(isOn), comments: comments.filter(isOn) };
}

/** How a subject is called: `action 4-2`. */
export function subjectName({ kind, id }: Subject, i18n: I18n): string {
  return i18n.t.dossier.subjects[kind](id);
}

/** How many bytes, as people say it; nothing is said to be smaller than it is. */
export function sizeText(bytes: number, i18n: I18n): string {
  const { kB, MB } = i18n.t.dossier.size;
  const kilobytes = Math.ceil(bytes / 1_000);
  return kilobytes < 1_000
    ? kB(i18n.f.number(kilobytes))
    : MB(i18n.f.number(Math.ceil(bytes / 100_000) / 10));
}

/** The name of a piece of evidence, or that it was erased. */
export function exhibitName({ content }: Pick<Exhibit, 'content'>, i18n: I18n): string {
  const { erasedFile, erasedLink } = i18n.t.dossier;
  return content.form === 'file' ? (content.name ?? erasedFile) : (content.title ?? erasedLink);
}

/** Why a piece of evidence no longer counts, if so. */
export function withdrawnText({ withdrawn }: Exhibit, set: RuleSet, i18n: I18n): string | undefined {
  if (withdrawn === undefined) return undefined;
  const { withdrawnBy, erasedBy } = i18n.t.dossier;
  const say = withdrawn.isErased ? erasedBy : withdrawnBy;
  return say(nameOf(withdrawn.by, set, i18n), i18n.f.dayTime(withdrawn.at), withdrawn.reason);
}

/** A comment as plain text, with people by their names; or that it was erased. */
export function commentText({ text, erased }: Comment, set: RuleSet, i18n: I18n): string {
  if (text !== undefined)
    return piecesOf(text, set.people)
      .map((piece) => {
        if (piece.kind === 'link') return piece.url;
        return piece.kind === 'person' ? `@${nameOf(piece.person, set, i18n)}` : piece.text;
      })
      .join('');
  if (erased === undefined) return '';
  const { by, at, reason } = erased;
  return i18n.t.dossier.commentErased(nameOf(by, set, i18n), i18n.f.dayTime(at), reason);
}
