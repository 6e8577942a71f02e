import { defined } from '../../platform/defined.ts';
import { formatDuration } from '../../platform/duration.ts';
import type { DeskRules, DeskTarget } from './desk.ts';

type Texts = { readonly id: string; readonly texts: Readonly<Record<string, string>> };

/** The content of desk.yaml as comparable texts: of the desk, of each kind, of each field. */
export function deskTexts({ desk }: { readonly desk?: DeskRules }): readonly Texts[] {
  if (desk === undefined) return [];
  const { alarms, calls } = desk;
  const whole = defined({
    agent: desk.agent,
    timezone: desk.timezone,
    country: desk.country,
    hours: desk.hours.map(({ day, ...span }) => `${day} ${hoursText(span)}`).join('; ') || 'any time',
    closed: desk.closed.map(({ from, to }) => `${from} to ${to}`).join('; ') || undefined,
    sla: desk.targets.map(targetText).join('; ') || undefined,
    'alarms.no_answer': formatDuration(alarms.noAnswerMs),
    'alarms.waiting': formatDuration(alarms.waitingMs),
    'alarms.take_up': formatDuration(alarms.takeUpMs),
    'alarms.sla_share': String(alarms.targetShare),
    'calls.missed': calls.missed,
    'calls.answered': calls.answered,
  });
  return [
    { id: 'desk', texts: whole },
    ...desk.kinds.map(({ id, name, words, requires, priority, category }) => ({
      id: `kinds/${id}`,
      texts: defined({
        'name.fr': name.fr,
        'name.en': name.en,
        words: words.join(', '),
        requires: requires.join(', '),
        priority,
        category,
      }),
    })),
    ...desk.fields.map(({ id, name, pattern }) => ({
      id: `fields/${id}`,
      texts: defined({ 'name.fr': name.fr, 'name.en': name.en, pattern }),
    })),
  ];
}

function targetText({ kind, priority, answerMs, resolveMs }: DeskTarget) {
  const [answer, resolve] = [answerMs, resolveMs].map((ms) => (ms === undefined ? '-' : formatDuration(ms)));
  return `${kind ?? 'every kind'}, ${priority ?? 'any priority'}: answer ${answer}, resolve ${resolve}`;
}

function hoursText({ fromMinutes, toMinutes }: { readonly fromMinutes: number; readonly toMinutes: number }) {
  return [fromMinutes, toMinutes].map(timeText).join('-');
}

function timeText(minutes: number): string {
  const two = (count: number) => String(count).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
