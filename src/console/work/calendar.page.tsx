import type { FC } from 'hono/jsx';
import type { Calendar } from '../../plans/calendar/store.ts';
import type { Refusal } from '../../platform/refusal.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { Message } from '../components/parts.page.tsx';
import { RefusalMessage } from '../components/refusal.page.tsx';
import type { I18n } from '../words/texts.ts';

/** A person's calendar, and what has just been done about it. */
export type CalendarView = {
  readonly set: RuleSet;
  /** The live one. */
  readonly calendar: Calendar | undefined;
  /** Just made: shown now and never again. */
  readonly address?: string | undefined;
  readonly refusal?: Refusal | undefined;
};

type Props = { view: CalendarView; i18n: I18n };

/** Where a person opens and closes the secret address of their calendar. */
export const CalendarPart: FC<Props> = ({ view, i18n }) => {
  const words = i18n.t.rules.work.calendar;
  const { calendar, address, refusal, set } = view;
  return (
    <section class="card stack" aria-labelledby="calendar">
      <h2 id="calendar">{words.title}</h2>
      <p>{words.lead}</p>
      {refusal ? <RefusalMessage refusal={refusal} set={set} i18n={i18n} /> : null}
      {address === undefined ? null : <Made address={address} i18n={i18n} />}
      {calendar === undefined ? (
        <form method="post" action="/work/calendar" class="actions">
          <button type="submit">{words.open}</button>
        </form>
      ) : (
        <Live calendar={calendar} i18n={i18n} />
      )}
    </section>
  );
};

const Made: FC<{ address: string; i18n: I18n }> = ({ address, i18n }) => {
  const words = i18n.t.rules.work.calendar;
  return (
    <Message tone="good" title={words.opened} id="made">
      <p>{words.once}</p>
      <p>
        <label for="address" class="visually-hidden">
          {words.address}
        </label>
        <input id="address" class="secret mono" type="text" readonly value={address} autocomplete="off" />
      </p>
    </Message>
  );
};

const Live: FC<{ calendar: Calendar; i18n: I18n }> = ({ calendar: { openedAt, readAt }, i18n }) => {
  const words = i18n.t.rules.work.calendar;
  return (
    <>
      <p class="small muted">
        {words.since(i18n.f.dayTime(openedAt))}{' '}
        {readAt === undefined ? words.unread : words.read(i18n.f.dayTime(readAt))}
      </p>
      <div class="stack">
        <details class="reveal compact">
          <summary>{words.anew}</summary>
          <form method="post" action="/work/calendar">
            <p class="small">{words.anewWhy}</p>
            <button type="submit">{words.anew}</button>
          </form>
        </details>
        <form method="post" action="/work/calendar/close">
          <button type="submit" class="plain">
            {words.close}
          </button>
        </form>
      </div>
    </>
  );
};
