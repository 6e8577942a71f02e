import { eurosAYear } from './money.ts';
import { type Item, joined, type Node, type Outline, textsIn } from './outline.ts';
import { type AuditReading, emptyReading } from './reading.ts';
import { readTable } from './table.ts';
import { addAction, note, type Place, takeLabelled } from './take.ts';
import { folded, type Role, roleOfHeading } from './words.ts';

/**
 * Reads an audit as people write them: headings and labels say what a part is about, tables and lists hold
 * it. Every text ends up somewhere: in a finding, among what was read by it, or in the notes.
 */
export function readAudit(outline: Outline): AuditReading {
  const reading = emptyReading();
  let place: Place = { role: 'preface', level: 0, headings: [] };
  for (const node of outline) {
    if (node.kind === 'heading') place = underHeading(reading, place, node.level, node.text);
    else if (isPhaseInBold(node, place)) place = underHeading(reading, place, 7, joined(node.lines, ' '));
    else readNode(reading, place, node);
  }
  return reading;
}

/** People write headings in bold as well. */
function isPhaseInBold(node: Node, { role }: Place): node is Extract<Node, { kind: 'paragraph' }> {
  const isOfWork = role === 'phases' || role === 'quick_wins';
  return isOfWork && node.kind === 'paragraph' && node.strong && node.lines.length === 1;
}

function underHeading(reading: AuditReading, before: Place, level: number, text: string): Place {
  if (text === '') return before;
  const headings = [...before.headings.filter((heading) => heading.level < level), { level, text }];
  const isTitle = level === 1 || roleOfHeading(text) === undefined;
  if (reading.title === undefined && before.role === 'preface' && isTitle) {
    reading.title = text;
    return before;
  }
  const isWithin = level > before.level && before.role !== 'preface';
  const own = roleOfHeading(text);
  const role = isWithin ? roleWithin(before.role, own) : (own ?? (level === 1 ? 'preface' : 'notes'));
  const place = { role, level: isWithin && role === before.role ? before.level : level, headings };
  takeHeading(reading, place, text, isWithin && role === before.role);
  return place;
}

/** Under a heading that lists things, a deeper one names one of them, whatever else its words are about. */
function roleWithin(role: Role, own: Role | undefined): Role {
  const changes: Partial<Record<Role, readonly Role[]>> = {
    phases: ['quick_wins', 'risks', 'gains'],
    quick_wins: ['risks', 'gains', 'phases'],
    pains: ['gains', 'target', 'phases', 'quick_wins'],
    risks: ['quick_wins'],
  };
  const possible = changes[role];
  if (own === undefined) return role;
  return possible === undefined || possible.includes(own) ? own : role;
}

/** A heading names the pain, risk or phase that follows; else it is told what was read under it. */
function takeHeading(reading: AuditReading, { role }: Place, text: string, isNamed: boolean): void {
  if (role === 'phases' || role === 'quick_wins') {
    reading.phases.push({ title: text, quick: role === 'quick_wins', actions: [] });
  } else if (isNamed && role === 'pains') {
    reading.pains.push({ text, yearlyCost: eurosAYear(text) });
  } else if (isNamed && role === 'risks') {
    reading.risks.push({ text });
  } else {
    reading.read.push({ text, as: role });
  }
}

function readNode(reading: AuditReading, place: Place, node: Node): void {
  switch (node.kind) {
    case 'table':
      readTable(reading, place, node);
      return;
    case 'list':
      for (const item of node.items) readItem(reading, place, item);
      return;
    case 'paragraph':
      for (const line of node.lines) readLine(reading, place, line);
      return;
    case 'other':
      note(reading, place, node.text);
      return;
    case 'heading':
      reading.read.push({ text: node.text, as: place.role });
      return;
    default:
      node satisfies never;
  }
}

/** A line of a paragraph: a label with its value, a sum, or what people have to say. */
function readLine(reading: AuditReading, place: Place, line: string): void {
  if (takeLabelled(reading, place, line)) return;
  const named = reading.pains.at(-1);
  switch (place.role) {
    case 'date':
    case 'status':
      if (reading[place.role] === undefined) reading[place.role] = line;
      else note(reading, place, line);
      return;
    case 'target':
    case 'recommendations':
      reading[place.role].push(line);
      return;
    case 'pains':
      // What is said of a pain that a heading has named may state its cost.
      if (named?.text === place.headings.at(-1)?.text && named !== undefined) {
        named.yearlyCost ??= eurosAYear(line);
        named.text = joined([named.text, line]);
        const heading = place.headings.at(-1);
        if (heading !== undefined) reading.read.push({ text: heading.text, as: 'pains' });
      } else if (eurosAYear(line) !== undefined)
        reading.pains.push({ text: line, yearlyCost: eurosAYear(line) });
      else note(reading, place, line);
      return;
    case 'gains':
      if (eurosAYear(line) === undefined) note(reading, place, line);
      else reading.gains.push({ text: line, amount: eurosAYear(line) });
      return;
    default:
      note(reading, place, line);
  }
}

function readItem(reading: AuditReading, place: Place, item: Item): void {
  const whole = joined([item.text, joined(textsIn(item.children), ' ; ')]);
  if (whole === '') return;
  if (item.children.length === 0 && takeLabelled(reading, place, item.text)) return;
  switch (place.role) {
    case 'pains':
      reading.pains.push({ text: whole, yearlyCost: eurosAYear(item.text) ?? eurosAYear(whole) });
      return;
    case 'gains':
      reading.gains.push({ text: whole, amount: eurosAYear(whole) });
      return;
    case 'target':
    case 'recommendations':
      reading[place.role].push(`• ${whole}`);
      return;
    case 'risks':
      reading.risks.push(riskOf(item));
      return;
    case 'phases':
    case 'quick_wins':
      readWork(reading, place, item);
      return;
    default:
      note(reading, place, whole);
  }
}

/** An item of a phase is an action, and its own items the steps of it; or it is a phase, with its actions. */
function readWork(reading: AuditReading, place: Place, item: Item): void {
  const lists = item.children.flatMap((node) => (node.kind === 'list' ? node.items : []));
  if (roleOfHeading(item.text) === 'phases' && /\d/.test(folded(item.text)) && lists.length > 0) {
    reading.phases.push({ title: item.text, quick: false, actions: [] });
    for (const node of item.children) readNode(reading, { ...place, role: 'phases' }, node);
    return;
  }
  const steps = lists.map(({ text, ticked = false, children }) => ({
    text: joined([text, joined(textsIn(children), ' ; ')]),
    done: ticked,
  }));
  const rest = item.children.filter(({ kind }) => kind !== 'list');
  const title = joined([item.text, joined(textsIn(rest), ' ')]);
  addAction(reading, place, { title, steps, done: item.ticked === true });
}

const answer =
  /\s*(?:→|⇒|=>|->|➜|➡️?)\s*|\s*[—–;.|,(]?\s*(?=\b(?:parade|mitigation|réponse|mesure|prévention|atténuation)\s*:)/iu;

/**
 * A risk, and what is done against it: beneath it, behind an arrow, or behind its name. Without a name it is
 * called by what is done.
 */
function riskOf({ text, children }: Item): { text: string; mitigation?: string | undefined } {
  const [risk = '', ...against] = text.split(answer);
  const mitigation = joined([...against, ...textsIn(children)], ' ; ');
  if (risk === '') return { text: mitigation };
  return { text: risk, mitigation: mitigation === '' ? undefined : mitigation };
}
