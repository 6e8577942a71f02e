import type { Comment, Dossier, Exhibit } from '../../incidents/dossier/exhibit.ts';
import { type KnownPeople, piecesOf } from '../../incidents/dossier/mentions.ts';
import type { Subject } from '../../incidents/dossier/subject.ts';
import { type Block, heading, table } from '../blocks.ts';
import type { DocumentTexts } from './document-texts.fr.ts';

/** How people, instants and subjects are called in a document. */
export type DossierSay = {
  readonly texts: DocumentTexts;
  readonly people: KnownPeople;
  /** The name of an actor text or a person id. */
  readonly name: (actor: string) => string;
  readonly dateTime: (at: number) => string;
};

/**
 * Evidence and comments in the order in which they came, each with its hash or its text; nothing where there
 * is none. What was erased is said to have been.
 */
export function dossierBlocks({ exhibits, comments }: Dossier, say: DossierSay): readonly Block[] {
  const { headings, columns, dossier: words } = say.texts;
  const lines = [
    ...exhibits.map((one) => ({
      at: one.added.at,
      by: one.added.by,
      on: one.on,
      said: exhibitText(one, say),
    })),
    ...comments.map((one) => ({ at: one.said.at, by: one.said.by, on: one.on, said: commentText(one, say) })),
  ].sort((left, right) => left.at - right.at);
  if (lines.length === 0) return [];
  const subject = ({ kind, id }: Subject) => words.subjects[kind](id);
  return [
    heading(2, headings.dossier),
    table(
      [
        [columns.date, 15],
        [columns.by, 17],
        [words.about, 13],
        [words.contents, 55],
      ],
      lines.map(({ at, by, on, said }) => [say.dateTime(at), say.name(by), subject(on), said]),
    ),
  ];
}

function exhibitText({ content, withdrawn }: Exhibit, { texts, name, dateTime }: DossierSay): string {
  const { dossier: words } = texts;
  const what = content.form === 'file' ? words.file(content.name) : words.link(content.title, content.url);
  const hash = `SHA-256 ${content.sha256}`;
  if (withdrawn === undefined) return `${what} · ${hash}`;
  const { at, by, reason, isErased } = withdrawn;
  const gone = isErased ? words.erased : words.withdrawn;
  return `${what} · ${hash} · ${gone(name(by), dateTime(at), reason)}`;
}

function commentText({ text, erased }: Comment, { texts, people, name, dateTime }: DossierSay): string {
  if (text === undefined)
    return erased === undefined
      ? ''
      : texts.dossier.erased(name(erased.by), dateTime(erased.at), erased.reason);
  return piecesOf(text, people)
    .map((piece) => {
      switch (piece.kind) {
        case 'link':
          return piece.url;
        case 'person':
          return `@${people.get(piece.person)?.name ?? piece.person}`;
        case 'text':
        case 'unknown':
          return piece.text;
        default:
          return piece satisfies never;
      }
    })
    .join('');
}
