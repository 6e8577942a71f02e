import { insteadOfCountry } from '../../../language/holidays.ts';
import type { Language } from '../../../language/language.ts';
import { defined } from '../../../platform/defined.ts';
import { nearestName } from '../../../platform/nearest.ts';
import { type DeskRules, type OpenSpan, plainFields } from '../../desk/desk.ts';
import { checkWritten } from '../house-languages.ts';
import { allKnown, anAgent, checkKnown, type Known } from '../known.ts';
import { readWith } from '../schema-check.ts';
import { DeskFile, weekdays } from '../schemas/desk-file.ts';
import { complain, complainOfKey, itemsOf, keysOf, type Place, shown, under } from '../source.ts';

const hourMs = 3_600_000;
const dayNames: readonly string[] = weekdays;
const usualAlarms = { noAnswerMs: 4 * hourMs, waitingMs: 24 * hourMs, takeUpMs: hourMs, targetShare: 0.8 };

/** The desk of desk.yaml; nothing where there is no such file, or it is wrong. */
export function readDesk(
  file: Place | undefined,
  { agents, languages }: { readonly agents: Known<unknown>; readonly languages: readonly Language[] },
): DeskRules | undefined {
  const read = file && readWith(DeskFile, file);
  if (file === undefined || read === undefined) return undefined;
  checkKnown(agents, under(file, 'agent'), anAgent);
  checkCountry(under(file, 'country'));
  checkNames(file, languages);
  const { alarms = {}, calls = {} } = read;
  return defined({
    agent: read.agent,
    timezone: read.timezone,
    country: read.country,
    hours: readHours(under(file, 'hours'), read.hours ?? {}),
    closed: read.closed,
    kinds: Object.entries(read.kinds).map(([id, kind]) => defined({ id, ...kind })),
    fields: Object.entries(read.fields).map(([id, field]) => defined({ id, ...field })),
    targets: read.sla.map(({ kind, priority, answer, resolve }) =>
      defined({ kind, priority, answerMs: answer, resolveMs: resolve }),
    ),
    alarms: {
      noAnswerMs: alarms.no_answer ?? usualAlarms.noAnswerMs,
      waitingMs: alarms.waiting ?? usualAlarms.waitingMs,
      takeUpMs: alarms.take_up ?? usualAlarms.takeUpMs,
      targetShare: alarms.sla_share ?? usualAlarms.targetShare,
    },
    calls: { missed: calls.missed ?? 'request', answered: calls.answered ?? 'note' },
  });
}

/** Names in every language of the house; what kinds require and the SLA names must be there. */
function checkNames(file: Place, languages: readonly Language[]): void {
  const [kinds, fields] = [under(file, 'kinds'), under(file, 'fields')];
  for (const [place, ids] of [
    [kinds, keysOf(kinds)],
    [fields, keysOf(fields)],
  ] as const)
    for (const id of ids) checkWritten(under(place, id, 'name'), languages);
  for (const id of keysOf(fields))
    if (plainFields.some((plain) => plain === id))
      complainOfKey(under(fields, id), 'plain_field', id, 'an id of its own: every request has this one');
  const known = allKnown([...plainFields, ...keysOf(fields)]);
  const aField = { code: 'unknown_field', expected: `${plainFields.join(', ')}, or a field of fields` };
  for (const id of keysOf(kinds))
    for (const named of itemsOf(under(kinds, id, 'requires'))) checkKnown(known, named, aField);
  const aKind = { code: 'unknown_kind', expected: 'a kind of kinds, or other' };
  for (const target of itemsOf(under(file, 'sla')))
    checkKnown(allKnown([...keysOf(kinds), 'other']), under(target, 'kind'), aKind);
}

/** A mistyped part of a country would have the holidays of the whole one. */
function checkCountry(place: Place): void {
  const { value } = place;
  const known = typeof value === 'string' ? insteadOfCountry(value) : undefined;
  if (typeof value !== 'string' || known === undefined) return;
  const expected = 'the code of a country such as FR, or of a part of one such as FR-57';
  complain(place, 'unknown_country', shown(value), expected, { didYouMean: nearestName(value, known) });
}

/** Opening hours day by day, in order. */
function readHours(place: Place, hours: Readonly<Record<string, readonly string[]>>): OpenSpan[] {
  const spans: OpenSpan[] = [];
  for (const [days, texts] of Object.entries(hours))
    texts.forEach((text, item) => {
      const at = under(place, days, item);
      const [fromMinutes = 0, toMinutes = 0] = text.split('-').map(minutesOf);
      if (toMinutes <= fromMinutes)
        complain(at, 'hours_out_of_order', text, 'an end that is later on the same day');
      const own = daysOf(days).map((day) => ({ day, fromMinutes, toMinutes }));
      if (own.some((one) => spans.some((other) => overlap(one, other))))
        complain(at, 'hours_overlap', text, 'hours that no other line of the same day has');
      spans.push(...own);
    });
  return spans.toSorted((one, other) => one.day - other.day || one.fromMinutes - other.fromMinutes);
}

function overlap(one: OpenSpan, other: OpenSpan): boolean {
  return one.day === other.day && one.fromMinutes < other.toMinutes && other.fromMinutes < one.toMinutes;
}

function minutesOf(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
}

/** ISO days of the week, of `mon` or `mon-fri`; `sat-mon` goes over the end of the week. */
function daysOf(text: string): number[] {
  const [first = 0, last = first] = text.split('-').map((name) => dayNames.indexOf(name));
  const length = ((last - first + 7) % 7) + 1;
  return Array.from({ length }, (_, step) => ((first + step) % 7) + 1);
}
