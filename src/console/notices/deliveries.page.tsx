import type { FC } from 'hono/jsx';
import type { NoticeTrace } from '../../notices/store.ts';
import { wordNotice } from '../../notices/texts.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { nameOf } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';

type Props = { trace: NoticeTrace; set: RuleSet; i18n: I18n; linked?: boolean };

/** To whom a notice went by which way, and how each delivery ended; `linked`: each leads to its message. */
export const Deliveries: FC<Props> = ({ trace, set, i18n, linked = false }) => {
  const words = i18n.t.plan.told;
  const outcomes: Readonly<Record<string, string>> = words.outcomes;
  const told = trace.deliveries.filter(isWorthSaying);
  return (
    <ul class="plain-list">
      {told.length === 0 ? <li class="muted">{i18n.t.common.none}</li> : null}
      {told.map(({ id, channel, person, instead, state, reason, dueAt }) => {
        const who = words.by[channel](person === undefined ? '' : nameOf(person, set, i18n));
        return (
          <li class={state === 'dead' ? 'late' : undefined}>
            {linked ? <a href={`/notices/${id}`}>{who}</a> : who}
            {instead === undefined ? null : ` (${words.instead(nameOf(instead, set, i18n))})`}
            <span class="muted small">
              {' '}
              {outcomes[reason ?? state] ?? words.outcomes[state]}
              {dueAt === undefined || reason === undefined
                ? ''
                : (isHeld(reason) ? words.until : words.again)(i18n.f.dayTime(dueAt))}
              {linked && reason !== undefined && outcomes[reason] === undefined ? ` (${reason})` : ''}
            </span>
          </li>
        );
      })}
    </ul>
  );
};

/** It waits for its reader, not for a channel that failed. */
function isHeld(reason: string): boolean {
  return reason === 'quiet_hours' || reason === 'digest';
}

/** The message of a notice in one line. */
export function subjectOf({ kind, notice }: NoticeTrace, set: RuleSet, i18n: I18n): string {
  if (notice === undefined) return kind;
  return wordNotice(notice, { language: i18n.language, nameOf: (id) => nameOf(id, set, i18n) }).subject;
}

/**
 * A webhook or a chat that the house does not have is not worth a line a message; a person who heard
 * nothing is.
 */
function isWorthSaying({ person, reason }: NoticeTrace['deliveries'][number]): boolean {
  return person !== undefined || reason !== 'not_set_up';
}
