import { defined } from '../../platform/defined.ts';
import type { CodeField, FlagField, HelpdeskSource, NumberField } from '../../rules/helpdesk.ts';
import { at } from './json.ts';
import type { RecordNote, Told } from './told.ts';

/**
 * The part of a record that is passed on: codes of the field map, and numbers, none of them too large to be
 * kept.
 */
export function noteOf(told: Told, source: HelpdeskSource): RecordNote {
  const { record, firstContact } = told;
  const facts = {
    failed: flagOf(told, source.error),
    reason: codeOf(told, source.reason),
    channel: source.channel === undefined ? ownChannel(told) : codeOf(told, source.channel),
    csat: finite(source.csat === undefined ? told.csat : numberOf(told, source.csat)),
    nps: finite(source.nps === undefined ? told.nps : numberOf(told, source.nps)),
    escalated: source.escalated === undefined ? told.escalated : flagOf(told, source.escalated),
    firstContact,
    responseSeconds: finite(told.responseSeconds),
  };
  const state = source.settled === undefined ? told.state : stateOf(flagOf(told, source.settled));
  const agent = 'fixed' in source.agent ? source.agent.fixed : codeOf(told, source.agent);
  const settledAt = finite(told.settledAt);
  // Seconds may have fractions, milliseconds have none.
  return {
    record,
    at: Math.floor(told.at),
    note: defined({ agent, state, settledAt, facts: defined(facts) }),
  };
}

function finite(value: number | undefined): number | undefined {
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}

/** The fields of a helpdesk's own that its map names. */
export function ownFields({
  agent,
  settled,
  error,
  reason,
  escalated,
  channel,
  csat,
  nps,
}: HelpdeskSource): string[] {
  const named = [settled, error, reason, escalated, channel, csat, nps, 'fixed' in agent ? undefined : agent];
  const fields = named.flatMap((field) => field?.from.split('.')[0] ?? []);
  return [...new Set(fields)].filter((field) => !['group', 'tags', 'channel'].includes(field));
}

function stateOf(isSettled: boolean | undefined): Told['state'] {
  return isSettled === undefined ? undefined : isSettled ? 'settled' : 'open';
}

/** The values of a field, as texts; undefined where nothing is told of it. */
function valuesOf({ group, tags, channel, raw }: Told, from: string): readonly string[] | undefined {
  if (from === 'group') return group === undefined ? undefined : [group];
  if (from === 'tags') return tags;
  if (from === 'channel') return channel === undefined ? undefined : [channel];
  const found = at(raw, ...from.split('.'));
  if (found === undefined) return undefined;
  return (Array.isArray(found) ? found : [found]).flatMap((one: unknown) =>
    typeof one === 'string' || typeof one === 'number' || typeof one === 'boolean' ? [String(one)] : [],
  );
}

function codeOf(told: Told, field: CodeField | undefined): string | undefined {
  if (field === undefined) return undefined;
  const value = valuesOf(told, field.from)?.find((one) => Object.hasOwn(field.values, one));
  return value === undefined ? undefined : field.values[value];
}

function flagOf(told: Told, field: FlagField | undefined): boolean | undefined {
  return field && valuesOf(told, field.from)?.some((one) => field.is.includes(one));
}

function numberOf(told: Told, field: NumberField): number | undefined {
  const [value] = valuesOf(told, field.from) ?? [];
  if (value === undefined || value.trim() === '') return undefined;
  return Object.hasOwn(field.values, value) ? field.values[value] : Number(value);
}

/** Kinds of messages, such as "email" or "Channel::WebWidget", as codes. Nothing else looks like that. */
function ownChannel({ channel }: Told): string | undefined {
  if (channel === undefined || !/^[A-Za-z][A-Za-z _:-]{0,31}$/.test(channel)) return undefined;
  return channel
    .toLowerCase()
    .replace(/^channel::/, '')
    .replace(/[^a-z]+/g, '_');
}
