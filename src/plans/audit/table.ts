import { eurosInCell } from './money.ts';
import { joined, type Node } from './outline.ts';
import type { AuditReading } from './reading.ts';
import { addAction, note, type Place, takeLabel } from './take.ts';
import { columns, folded, labelOf } from './words.ts';

type Table = Extract<Node, { kind: 'table' }>;

/** Reads a table by what the part is about, and the heads of its columns. */
export function readTable(reading: AuditReading, place: Place, table: Table): void {
  const { role } = place;
  const saysCost = role === 'notes' && table.head.some((text) => /\bcouts?\b|\bcosts?\b/.test(folded(text)));
  if (saysCost) readAmounts(reading, { ...place, role: 'pains' }, table);
  else if (role === 'pains' || role === 'gains') readAmounts(reading, place, table);
  else if (role === 'phases' || role === 'quick_wins') readActions(reading, place, table);
  else if (role === 'risks') readRisks(reading, place, table);
  else {
    for (const row of [table.head, ...table.rows]) {
      const [first = '', ...rest] = row;
      const text = joined(row);
      if (!takeLabel(reading, role, labelOf(first), joined(rest), text)) note(reading, place, text);
    }
  }
}

function readAmounts(reading: AuditReading, place: Place, { head, rows }: Table): void {
  const at = costColumn({ head, rows });
  readBy(reading, place, head);
  for (const row of rows) {
    const stated = at === undefined ? '' : (row[at] ?? '');
    const amount = eurosInCell(stated, at === undefined ? '' : (head[at] ?? ''));
    const text = joined(row.filter((_cell, column) => column !== at));
    const isTotal = /^(?:sous )?total/.test(folded(text));
    if (isTotal && amount !== undefined) {
      const label = place.role === 'gains' ? 'gain' : 'total';
      if (!takeLabel(reading, place.role, label, `${amount} €`, joined(row)))
        note(reading, place, joined(row));
    } else if (place.role === 'gains') {
      reading.gains.push({ text: joined(row), amount });
    } else if (joined(row) !== '') {
      reading.pains.push({ text: text || stated, yearlyCost: amount, stated: stated || undefined });
    }
  }
}

/** The column of money: by its head if most of its cells are amounts, else the last one of which most are. */
function costColumn({ head, rows }: Pick<Table, 'head' | 'rows'>): number | undefined {
  const isMoney = (column: number) =>
    rows.filter((row) => eurosInCell(row[column] ?? '', head[column] ?? '') !== undefined).length * 2 >=
      rows.length && rows.length > 0;
  const possible = head.map((_text, column) => column).filter(isMoney);
  const isAnnual = (column: number) => /annuel|an\b|year/.test(folded(head[column] ?? ''));
  return (
    possible.find(isAnnual) ??
    possible.find((column) => columns.cost.test(folded(head[column] ?? ''))) ??
    possible.at(-1)
  );
}

function readActions(reading: AuditReading, place: Place, { head, rows }: Table): void {
  const [action = 0, owner, due] = placed(head, [columns.action, columns.owner, columns.due]);
  readBy(reading, place, head);
  for (const row of rows) {
    const rest = row.filter((_cell, column) => column !== action && column !== owner && column !== due);
    const title = joined([row[action] ?? '', ...rest]);
    const cell = (column: number | undefined) =>
      column === undefined ? undefined : row[column] || undefined;
    if (title !== '')
      addAction(reading, place, { title, steps: [], done: false, owner: cell(owner), due: cell(due) });
    else note(reading, place, joined(row));
  }
}

function readRisks(reading: AuditReading, place: Place, { head, rows }: Table): void {
  const [risk = 0, against] = placed(head, [columns.risk, columns.mitigation]);
  readBy(reading, place, head);
  for (const row of rows) {
    const rest = row.filter((_cell, column) => column !== risk && column !== against);
    const mitigation = against === undefined ? '' : (row[against] ?? '');
    const text = joined([row[risk] ?? '', ...rest]);
    if (text !== '') reading.risks.push({ text, mitigation: mitigation || undefined });
    else note(reading, place, joined(row));
  }
}

/** Which column each of these is by its head, no column twice. */
function placed(head: readonly string[], wanted: readonly RegExp[]): (number | undefined)[] {
  const taken = new Set<number>();
  return wanted.map((words) => {
    const column = head.findIndex((text, place) => !taken.has(place) && words.test(folded(text)));
    if (column >= 0) taken.add(column);
    return column >= 0 ? column : undefined;
  });
}

function readBy(reading: AuditReading, { role }: Place, head: readonly string[]): void {
  for (const text of head) if (text !== '') reading.read.push({ text, as: role });
}
