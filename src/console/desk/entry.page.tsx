import type { FC } from 'hono/jsx';
import type { FoundCustomer } from '../../requests/customer-search-store.ts';
import { channels } from '../../requests/request.ts';
import { type DeskRules, priorities } from '../../rules/desk/desk.ts';
import { Options, RadioChips } from '../components/list.page.tsx';
import { Icon, Message } from '../components/parts.page.tsx';
import type { I18n } from '../words/texts.ts';
import type { Entry, EntryForm } from './entry.ts';
import { customerLine, kindName } from './looks.ts';

/** A note that is being written: what was typed, how it is understood, and who may be meant. */
export type EntryView = {
  readonly form: EntryForm;
  readonly entry: Entry;
  readonly found: readonly FoundCustomer[];
  readonly rules: DeskRules;
  /** Whether the person has a name under which requests can be followed. */
  readonly isPerson: boolean;
  /** An id for what is sent, so that it counts once. */
  readonly clientId: string;
  /** The server’s time: clocks of browsers are set by it. Epoch ms. */
  readonly now: number;
  /** The faults of the note, in the reader’s words. */
  readonly faults?: readonly string[];
  /** The number of what was just taken. */
  readonly taken?: number | undefined;
};

type Props = { view: EntryView; i18n: I18n };

/** One field and Enter. What is understood stands below, and can be corrected. */
export const EntryCard: FC<Props> = ({ view, i18n }) => {
  const words = i18n.t.desk.entry;
  const { form, faults = [], taken } = view;
  return (
    <section class="card desk-entry no-print" aria-labelledby="entry-title">
      <h2 id="entry-title" class="visually-hidden">
        {words.title}
      </h2>
      {faults.length > 0 ? (
        <Message tone="bad" title={words.faults} urgent focus>
          <ul>
            {faults.map((fault) => (
              <li>{fault}</li>
            ))}
          </ul>
        </Message>
      ) : null}
      <form
        id="entry"
        method="post"
        action="/requests"
        data-outbox
        data-clock={String(view.now)}
        data-editing
      >
        <input type="hidden" name="clientId" value={view.clientId} />
        <label for="entry-line">{words.line}</label>
        <EntryLine form={form} isFirst={faults.length === 0} i18n={i18n} />
        <p class="muted small" id="entry-hint">
          {words.hint}
        </p>
        <EntryReading view={view} i18n={i18n} />
        <EntryMore view={view} i18n={i18n} />
      </form>
      <p id="entry-taken" class="entry-taken" role="status" data-taken={words.taken(0)}>
        {taken === undefined ? null : <a href={`/requests/${taken}`}>{words.taken(taken)}</a>}
      </p>
    </section>
  );
};

/** The line that is typed or said, and what sends it. */
const EntryLine: FC<{ form: EntryForm; isFirst: boolean; i18n: I18n }> = ({ form, isFirst, i18n }) => {
  const words = i18n.t.desk.entry;
  return (
    <div class="entry-row">
      <input
        id="entry-line"
        name="line"
        value={form['line'] ?? ''}
        placeholder={words.example}
        aria-describedby="entry-hint"
        autocomplete="off"
        maxlength={2_000}
        required
        autofocus={isFirst}
        hx-post="/requests/reading"
        hx-trigger="input changed delay:250ms"
        hx-target="#entry-reading"
        hx-swap="outerHTML"
      />
      <button
        type="button"
        class="plain"
        data-dictate
        data-denied={words.dictateDenied}
        aria-pressed="false"
        title={words.dictateHint}
        hidden
      >
        <Icon name="mic" />
        {words.dictate}
      </button>
      <button type="submit">{words.send}</button>
    </div>
  );
};

/** The further text of a note, and who goes on with it. */
const EntryMore: FC<Props> = ({ view: { form, isPerson }, i18n }) => {
  const words = i18n.t.desk.entry;
  return (
    <>
      <details class="reveal compact entry-more">
        <summary>{words.more}</summary>
        <label for="entry-text">{words.text}</label>
        <textarea id="entry-text" name="text" rows={3} maxlength={19_000}>
          {form['text'] ?? ''}
        </textarea>
      </details>
      <p class="row entry-more">
        <label class="check">
          <input type="checkbox" name="answered" value="true" checked={form['answered'] !== undefined} />
          {words.answered}
        </label>
        {isPerson ? (
          <label class="check">
            <input type="checkbox" name="mine" value="true" checked={form['mine'] !== undefined} />
            {words.mine}
          </label>
        ) : null}
      </p>
    </>
  );
};

/** How the line is understood: drawn again while somebody types. */
export const EntryReading: FC<Props> = ({ view, i18n }) => {
  const words = i18n.t.desk.entry;
  const { form, entry } = view;
  const isEmpty = (form['line'] ?? '').trim() === '';
  return (
    <fieldset id="entry-reading" class="entry-reading">
      <legend class="visually-hidden">{words.understood}</legend>
      <input type="hidden" name="read" value={form['line'] ?? ''} />
      <p class="entry-subject" aria-live="polite">
        {isEmpty ? (
          <span class="muted">{words.nothingYet}</span>
        ) : (
          <>
            <span class="muted small">{words.subject}</span> <strong>{entry.subject}</strong>
          </>
        )}
      </p>
      {isEmpty ? null : <Corrections view={view} i18n={i18n} />}
    </fieldset>
  );
};

/** The fields that were understood from the line, to be corrected. */
const Corrections: FC<Props> = ({ view, i18n }) => {
  const words = i18n.t.desk.entry;
  const { entry, found, rules } = view;
  const kinds = [...rules.kinds.map(({ id }) => id), 'other'];
  const channelChoices = channels.map((value) => ({ value, label: i18n.t.desk.channels[value] }));
  return (
    <>
      {found.length === 0 ? null : <Found view={view} i18n={i18n} />}
      <div class="fields">
        {(['name', 'phone', 'email'] as const).map((field) => (
          <div class="field">
            <label for={`entry-${field}`}>{words[field === 'email' ? 'address' : field]}</label>
            <input
              id={`entry-${field}`}
              name={field}
              value={entry[field] ?? ''}
              maxlength={field === 'phone' ? 60 : 200}
              autocomplete="off"
            />
          </div>
        ))}
        <div class="field">
          <label for="entry-kind">{words.kind}</label>
          <select id="entry-kind" name="kind">
            <Options
              choices={kinds.map((value) => ({ value, label: kindName(value, rules, i18n) }))}
              value={entry.kind}
            />
          </select>
        </div>
        <div class="field">
          <label for="entry-priority">{words.priority}</label>
          <select id="entry-priority" name="priority">
            <Options
              choices={priorities.map((value) => ({ value, label: i18n.t.desk.priorities[value] }))}
              value={entry.priority}
            />
          </select>
        </div>
      </div>
      <fieldset class="chips">
        <legend class="visually-hidden">{words.channel}</legend>
        <RadioChips name="channel" choices={channelChoices} value={entry.channel} />
      </fieldset>
    </>
  );
};

/** The customers who may be meant: an address or a number alone takes one as it is, a name does not. */
const Found: FC<Props> = ({ view: { found, entry }, i18n }) => {
  const words = i18n.t.desk.entry;
  const choices = [
    ...found.map((customer) => ({
      value: customer.id,
      label: (
        <>
          <strong>{customerLine(customer, i18n)}</strong>{' '}
          <span class="small">
            {[
              words.foundBy[customer.by === 'email' ? 'address' : customer.by],
              ...customer.phones.slice(0, 1),
              ...customer.emails.slice(0, 1),
              ...(customer.open.length === 0 ? [] : [words.waits(customer.open.length)]),
            ].join(' · ')}
          </span>
        </>
      ),
    })),
    { value: '', label: words.newCustomer },
  ];
  return (
    <fieldset class="chips entry-found">
      <legend>{words.customer}</legend>
      <RadioChips name="customer" choices={choices} value={entry.customer ?? ''} />
    </fieldset>
  );
};
