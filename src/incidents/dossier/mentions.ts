import { nearestName } from '../../platform/nearest.ts';
import { done, type Result, refused } from '../../platform/refusal.ts';

/** The people who can be mentioned, by their ids. */
export type KnownPeople = ReadonlyMap<string, { readonly name: string }>;

/** A comment as it is shown: plain text, people who are mentioned, and links. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'person'; readonly person: string }
  | { readonly kind: 'unknown'; readonly text: string }
  | { readonly kind: 'link'; readonly url: string };

/** An address of the web; or an @ that begins a word, unlike that of a mail address. */
const special = /(?<url>https?:\/\/[^\s<>"«»]+)|(?<![\p{L}\p{N}_.@/-])@(?=[\p{L}\p{N}])/giu;
const idAt = /^[\p{L}\p{N}_]+(?:[.-][\p{L}\p{N}_]+)*/u;
const lettersAfter = /^[\p{L}\p{N}_]/u;

/** The pieces of a text, in order. Their texts, `@` before people, are the text again. */
export function piecesOf(text: string, people: KnownPeople): readonly Piece[] {
  const names = [...people]
    .flatMap(([id, { name }]) => [
      { id, said: id },
      { id, said: name },
    ])
    .sort((left, right) => right.said.length - left.said.length);
  const pieces: Piece[] = [];
  let done = 0;
  const add = (from: number, piece: Piece, length: number) => {
    if (from > done) pieces.push({ kind: 'text', text: text.slice(done, from) });
    pieces.push(piece);
    done = from + length;
  };
  for (const match of text.matchAll(special)) {
    if (match.index < done) continue;
    if (match.groups?.['url'] !== undefined) {
      // The end of a sentence is none of an address.
      const url = match[0].replace(/[.,;:!?)\]}'’]+$/u, '');
      if (URL.canParse(url)) add(match.index, { kind: 'link', url }, url.length);
      continue;
    }
    const rest = text.slice(match.index + 1);
    const known = names.find(
      ({ said }) => isSame(rest.slice(0, said.length), said) && !lettersAfter.test(rest.slice(said.length)),
    );
    if (known !== undefined) add(match.index, { kind: 'person', person: known.id }, 1 + known.said.length);
    else {
      const said = idAt.exec(rest)?.[0] ?? '';
      add(match.index, { kind: 'unknown', text: `@${said}` }, 1 + said.length);
    }
  }
  if (done < text.length) pieces.push({ kind: 'text', text: text.slice(done) });
  return pieces;
}

function isSame(left: string, right: string): boolean {
  return left.normalize('NFC').toLowerCase() === right.normalize('NFC').toLowerCase();
}

/** The people whom a text mentions, each once; or who is none, with the nearest name that there is. */
export function mentionsIn(text: string, people: KnownPeople): Result<readonly string[]> {
  const pieces = piecesOf(text, people);
  const unknown = pieces.find((piece) => piece.kind === 'unknown');
  if (unknown === undefined)
    return done([...new Set(pieces.flatMap((piece) => (piece.kind === 'person' ? [piece.person] : [])))]);
  const said = unknown.text.slice(1);
  const nearest = nearestPerson(said, people);
  const hint = nearest === undefined ? '' : ` Did you mean @${nearest}?`;
  const detail = `${unknown.text} is nobody of people.yaml.${hint} Whoever is mentioned is told; write "@ ${said}" if nobody is meant.`;
  return refused({
    kind: 'invalid',
    code: 'unknown_mention',
    detail,
    errors: [{ pointer: '#/text', detail }],
    facts: { mention: said, nearest: nearest ?? null },
  });
}

function nearestPerson(said: string, people: KnownPeople): string | undefined {
  const ids = new Map<string, string>();
  for (const [id, { name }] of people)
    for (const each of [id, name, ...name.split(/\s+/)]) if (!ids.has(each)) ids.set(each, id);
  const exact = [...ids.keys()].find((name) => isSame(name, said));
  return ids.get(exact ?? nearestName(said, ids.keys()) ?? '');
}
