import { parseInstant } from '../../platform/iso.ts';
import type { FieldError } from '../../platform/refusal.ts';
import { NewRequest } from '../../requests/commands.ts';
import { type DeskRules, type Priority, priorities } from '../../rules/desk/desk.ts';
import { channelOf, type LineReading, readLine } from './line.ts';

/**
 * The fields of a quick note, as the form sends them. `read` is the line that the others were guessed from.
 */
export type EntryForm = Readonly<Record<string, string>>;

/** A note as it is understood: what its line says, and what somebody has corrected. */
export type Entry = LineReading & {
  /** Id of a customer who is known and was chosen. */
  readonly customer?: string;
};

/** The fields that can be corrected below the line. */
const corrected = ['name', 'email', 'phone', 'channel', 'kind', 'priority'] as const;

/**
 * Reads a note from its form. A field that stands as it was guessed is guessed again, from the line as it is
 * now: whoever presses Enter at once loses nothing of what they typed last. A field that says something else
 * was corrected.
 */
export function readEntry(form: EntryForm, rules: Pick<DeskRules, 'kinds'>): Entry {
  const line = form['line'] ?? '';
  const now = readLine(line, rules);
  const before = readLine(form['read'] ?? '', rules);
  const kept = Object.fromEntries(
    corrected.flatMap((field) => {
      const value = form[field]?.trim();
      return value === undefined || value === (before[field] ?? '') ? [] : [[field, value]];
    }),
  );
  const { name, email, phone } = { ...pick(now), ...kept };
  // What was taken for a name or a number and is none stands in the subject again.
  const isCleared = (['name', 'email', 'phone'] as const).some((field) => kept[field] === '' && now[field]);
  const isCustomer = form['customer'] !== undefined && form['customer'] !== '';
  const kind = kept['kind'];
  return {
    subject: isCleared ? line.replace(/\s+/gu, ' ').trim() : now.subject,
    ...(name && { name }),
    ...(email && { email }),
    ...(phone && { phone }),
    channel: channelOf(kept['channel']) ?? now.channel,
    kind: kind ?? now.kind,
    priority: priorityOf(kept['priority']) ?? (kind === undefined ? now.priority : usual(rules, kind, now)),
    ...(isCustomer && { customer: form['customer'] }),
  };
}

function pick({ name, email, phone }: LineReading): Partial<Record<string, string>> {
  return { ...(name && { name }), ...(email && { email }), ...(phone && { phone }) };
}

/** Of a kind that was corrected: its own, unless the line says that it is urgent. */
function usual({ kinds }: Pick<DeskRules, 'kinds'>, kind: string, now: LineReading): Priority {
  if (now.priority === 'urgent') return now.priority;
  return kinds.find(({ id }) => id === kind)?.priority ?? 'normal';
}

function priorityOf(text: string | undefined): Priority | undefined {
  return priorities.find((one) => one === text);
}

/** Longer subjects are cut here, at a word; all of it stands in the text then. */
const longestSubject = 200;

/** The request that a note makes; or every field that cannot be understood. */
export function requestOf(
  form: EntryForm,
  rules: Pick<DeskRules, 'kinds'>,
  { clientId, person }: { readonly clientId: string | undefined; readonly person: string | undefined },
): { readonly told: NewRequest } | { readonly errors: readonly FieldError[] } {
  const entry = readEntry(form, rules);
  const { name, email, phone, customer, subject, channel, kind, priority } = entry;
  const isLong = subject.length > longestSubject;
  const text = [isLong ? (form['line']?.trim() ?? '') : '', form['text']?.trim() ?? '']
    .filter((part) => part !== '')
    .join('\n\n');
  const isKnown = customer !== undefined;
  const isMine = form['mine'] !== undefined && person !== undefined;
  const at = parseInstant(form['at'] ?? '');
  const read = NewRequest.safeParse({
    subject: isLong ? cut(subject) : subject,
    ...{ channel, kind, priority },
    ...(isKnown ? { customerId: customer } : { customer: { name, email, phone } }),
    ...(text !== '' && { text }),
    ...(at !== undefined && { at: form['at'] }),
    ...(isMine && { owner: person }),
    ...(form['answered'] !== undefined && { answered: true }),
    ...(clientId !== undefined && { clientId }),
  });
  if (read.success) return { told: read.data };
  const errors = read.error.issues.map(({ path, message }) => ({
    pointer: `/${path.join('/')}`,
    detail: message,
  }));
  return { errors };
}

function cut(subject: string): string {
  const head = subject.slice(0, longestSubject - 1);
  return `${head.slice(0, Math.max(head.lastIndexOf(' '), longestSubject / 2))}…`;
}
