import { Document, isMap, isScalar, isSeq, type Node, parseDocument, type YAMLMap, YAMLSeq } from 'yaml';
import { onOneLine } from '../cleaned.ts';
import type { Learned, Learnt } from '../learnt.ts';

const style = { lineWidth: 0 } as const;

/** The lessons as the file of a new playbook. The same plan gives the same text. */
export function newPlaybookText(learnt: Learnt): string {
  const { id, title, settle, reviews, hypotheses, actions, improvements, indicators, left } = learnt;
  const document = new Document({ playbook: id, title, settle, reviews });
  document.commentBefore = commentOf([
    'yaml-language-server: $schema=../schema/playbook.json',
    ...learnt.head,
    'To be read and changed by people before rules name it: nothing in it is in force.',
  ]);
  const lists = [
    ['hypotheses', hypotheses],
    ['actions', actions],
    ['improvements', improvements],
  ] as const;
  for (const [key, entries] of lists) {
    if (entries.length === 0) continue;
    const list = new YAMLSeq();
    for (const entry of entries) list.add(nodeOf(document, entry, list.items.length > 0));
    document.set(key, list);
  }
  if (indicators.length > 0) document.set('indicators', document.createNode(indicators));
  if (left.length > 0)
    document.comment = commentOf(['What did not work, or was left undone:', ...left.map(({ text }) => text)]);
  if (isMap(document.contents))
    for (const { key } of document.contents.items.slice(2))
      if (isScalar(key)) key.spaceBefore = key.value !== 'reviews';
  return document.toString(style);
}

/**
 * The file of a playbook with what was learnt in it; every comment stays. The same text where there is
 * nothing.
 */
export function revisedPlaybookText(learnt: Learnt, before: string): string {
  const document = parseDocument(before, { logLevel: 'silent' });
  const edits = [
    ...learnt.changed.map((key) => put(document, document, key, valueUnder(learnt, key))),
    ...learnt.hypotheses.map((one) => append(document, 'hypotheses', one)),
    ...learnt.actions.map((one) => revise(document, 'actions', one)),
    ...learnt.improvements.map((one) => revise(document, 'improvements', one)),
    ...learnt.left.map(({ action, text }) =>
      remark(entryOf(document, 'actions', action) ?? document, [text], action === undefined),
    ),
  ];
  if (!edits.some((isEdit) => isEdit)) return before;
  remark(document, learnt.head, false);
  return document.toString(style);
}

function valueUnder({ settle, reviews, indicators }: Learnt, key: string): unknown {
  return { settle, reviews, indicators: indicators.length === 0 ? undefined : indicators }[key];
}

type Entry = Learned<object>;

function nodeOf(document: Document, { keys, comments }: Entry, isApart = true): Node {
  const node = document.createNode(shown(keys));
  node.spaceBefore = isApart;
  if (comments.length > 0) node.commentBefore = commentOf(comments);
  return node;
}

/** One criterion stands by itself, several as a list. */
function shown(keys: object): object {
  if (!('criteria' in keys) || !Array.isArray(keys.criteria) || keys.criteria.length !== 1) return keys;
  return { ...keys, criteria: keys.criteria[0] };
}

function append(document: Document, key: string, entry: Entry): boolean {
  const list = document.get(key);
  if (isSeq(list)) list.add(nodeOf(document, entry));
  else document.set(key, document.createNode([shown(entry.keys)]));
  return true;
}

function revise(document: Document, key: 'actions' | 'improvements', entry: Entry): boolean {
  const { keys, changed, comments } = entry;
  if (changed === undefined) return append(document, key, entry);
  const found = entryOf(document, key, 'id' in keys ? keys.id : undefined);
  if (found === undefined) return false;
  const values = new Map<string, unknown>(Object.entries(shown(keys)));
  const edits = changed.map((name) => put(document, found, name, values.get(name)));
  return [...edits, remark(found, comments, false)].some((isEdit) => isEdit);
}

function entryOf(document: Document, key: string, id: unknown): YAMLMap | undefined {
  const list = document.get(key);
  if (!isSeq(list) || id === undefined) return undefined;
  const found = list.items.find((item) => isMap(item) && item.get('id') === id);
  return isMap(found) ? found : undefined;
}

function put(document: Document, at: Document | YAMLMap, key: string, value: unknown): boolean {
  if (value === undefined) at.delete(key);
  else at.set(key, document.createNode(value));
  return true;
}

/** Adds what is not said there yet. */
function remark(at: Document | YAMLMap, comments: readonly string[], atEnd: boolean): boolean {
  const place = atEnd ? 'comment' : 'commentBefore';
  const said = at[place] ?? '';
  const news = comments.map((text) => ` ${onOneLine(text)}`).filter((line) => !said.includes(line));
  if (news.length === 0) return false;
  at[place] = [said, ...news].filter((line) => line !== '').join('\n');
  return true;
}

function commentOf(lines: readonly string[]): string {
  return lines.map((line) => ` ${onOneLine(line)}`).join('\n');
}
