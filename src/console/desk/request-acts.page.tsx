import type { Child, FC } from 'hono/jsx';
import { channels, directions } from '../../requests/request.ts';
import { Options, RadioChips } from '../components/list.page.tsx';
import { RefusalMessage } from '../components/refusal.page.tsx';
import type { I18n } from '../words/texts.ts';
import { peopleChoices } from './looks.ts';
import { EditForm } from './request-edit.page.tsx';
import { type Act, actsFor, type RequestView } from './request-view.ts';

type Props = { view: RequestView; i18n: I18n };

/** Every act that is possible now; the first one stands open to the eye, others open when they are wanted. */
export const RequestActs: FC<Props> = ({ view, i18n }) => {
  const words = i18n.t.desk.acts;
  const possible = actsFor(view);
  if (!view.viewer.mayEnter)
    return (
      <section class="card no-print" id="request-acts" aria-labelledby="acts">
        <h2 id="acts">{words.title}</h2>
        <p class="muted">{i18n.t.desk.contact.viewer}</p>
      </section>
    );
  return (
    <section class="card no-print request-acts" id="request-acts" aria-labelledby="acts">
      <h2 id="acts">{words.title}</h2>
      {possible.map((act) => (
        <ActForm act={act} view={view} i18n={i18n} />
      ))}
    </section>
  );
};

const ActForm: FC<Props & { act: Act }> = ({ act, view, i18n }) => {
  const words = i18n.t.desk.acts;
  const { request } = view.file;
  const sent = view.sent?.form === act ? view.sent : undefined;
  const fields = fieldsOf(act, view, i18n);
  const form = (
    <form
      method="post"
      action={`/requests/${request.number}/${act}`}
      class="stack"
      data-editing={fields !== null}
    >
      {sent ? <RefusalMessage refusal={sent.refusal} set={view.set} i18n={i18n} focus /> : null}
      <input type="hidden" name="version" value={String(request.version)} />
      {fields}
      <div class="actions">
        <button type="submit" class={act === 'takeUp' ? undefined : 'plain'}>
          {act === 'edit' ? words.save : words[act]}
        </button>
      </div>
    </form>
  );
  if (fields === null) return form;
  return (
    <details class="reveal" id={`act-${act}`} open={sent !== undefined}>
      <summary>{words[act]}</summary>
      {form}
    </details>
  );
};

/** The fields that an act asks for; null: none. */
function fieldsOf(act: Act, view: RequestView, i18n: I18n): Child | null {
  const words = i18n.t.desk.acts;
  const typed = view.sent?.form === act ? view.sent.fields : {};
  const text = (name: string, label: string, isNeeded: boolean) => (
    <div class="field">
      <label for={`${act}-${name}`}>{label}</label>
      <textarea id={`${act}-${name}`} name={name} rows={2} maxlength={2_000} required={isNeeded}>
        {typed[name] ?? ''}
      </textarea>
    </div>
  );
  const person = (label: string, isNeeded: boolean) => (
    <div class="field">
      <label for={`${act}-to`}>{label}</label>
      <select id={`${act}-to`} name="to" required={isNeeded}>
        <Options
          choices={[{ value: '', label: i18n.t.common.none }, ...peopleChoices(view.set)]}
          value={typed['to'] ?? ''}
        />
      </select>
    </div>
  );
  switch (act) {
    case 'takeUp':
    case 'validate':
      return null;
    case 'resolve':
      return text('note', words.resolveNote, false);
    case 'close':
      return (
        <>
          {view.file.request.life.state === 'resolved' ? <Confirmed typed={typed} i18n={i18n} /> : null}
          {text('why', words.closeWhy, false)}
        </>
      );
    case 'reopen':
      return text('why', words.why, true);
    case 'handOver':
      return (
        <>
          {person(words.to, true)}
          {text('note', words.note, false)}
        </>
      );
    case 'escalate':
      return (
        <>
          {text('why', words.why, true)}
          {person(words.escalateTo, false)}
        </>
      );
    case 'merge':
      return <MergeInto typed={typed} i18n={i18n} />;
    case 'edit':
      return <EditForm view={view} typed={typed} i18n={i18n} />;
    default:
      return act satisfies never;
  }
}

/** The fields of a form as they were sent, where it was not taken. */
type Typed = { typed: Readonly<Record<string, string>>; i18n: I18n };

const Confirmed: FC<Typed> = ({ typed, i18n }) => (
  <label class="check">
    <input type="checkbox" name="confirmed" value="true" checked={typed['confirmed'] !== undefined} />{' '}
    {i18n.t.desk.acts.closeConfirmed}
  </label>
);

const MergeInto: FC<Typed> = ({ typed, i18n }) => {
  const words = i18n.t.desk.acts;
  return (
    <div class="field">
      <label for="merge-into">{words.into}</label>
      <input
        id="merge-into"
        name="into"
        inputmode="numeric"
        pattern="[0-9]{1,9}"
        required
        value={typed['into'] ?? ''}
        aria-describedby="merge-hint"
      />
      <span class="hint" id="merge-hint">
        {words.mergeHint}
      </span>
    </div>
  );
};

const Directions: FC<{ value: string; i18n: I18n }> = ({ value: chosen, i18n }) => {
  const words = i18n.t.desk.contact;
  return (
    <fieldset class="chips">
      <legend class="visually-hidden">{words.direction}</legend>
      <RadioChips
        name="direction"
        choices={[...directions]
          .toSorted((one, other) => order[one] - order[other])
          .map((value) => ({ value, label: words.directions[value] }))}
        value={chosen}
      />
    </fieldset>
  );
};

/** The fields for the next step after a contact: whom the request waits for, what is done, and by when. */
const Further: FC<Typed> = ({ typed, i18n }) => {
  const words = i18n.t.desk.contact;
  const isOpenThen = Boolean(typed['step'] || typed['due'] || typed['awaits']);
  return (
    <details class="reveal compact" open={isOpenThen}>
      <summary>{words.further}</summary>
      <div class="fields">
        <div class="field">
          <label for="contact-awaits">{words.awaits}</label>
          <select id="contact-awaits" name="awaits">
            <Options
              choices={(['', 'us', 'customer'] as const).map((value) => ({
                value,
                label: words.awaited[value],
              }))}
              value={typed['awaits'] ?? ''}
            />
          </select>
        </div>
        <div class="field">
          <label for="contact-step">{words.next}</label>
          <input
            id="contact-step"
            name="step"
            maxlength={500}
            value={typed['step'] ?? ''}
            autocomplete="off"
          />
        </div>
        <div class="field">
          <label for="contact-due">{words.due}</label>
          <input id="contact-due" name="due" type="datetime-local" value={typed['due'] ?? ''} />
        </div>
      </div>
    </details>
  );
};

/** One form for all that was said: an answer, a word of the customer, or a note for the desk alone. */
export const ContactForm: FC<Props & { clientId: string }> = ({ view, clientId, i18n }) => {
  const words = i18n.t.desk.contact;
  const { request } = view.file;
  if (!view.viewer.mayEnter || request.life.state === 'merged') return null;
  const sent = view.sent?.form === 'contact' ? view.sent : undefined;
  const typed = sent?.fields ?? {};
  const isOver = request.life.state === 'resolved' || request.life.state === 'closed';
  return (
    <section class="card no-print" id="contact" aria-labelledby="contact-title">
      <h2 id="contact-title">{words.title}</h2>
      <form
        method="post"
        action={`/requests/${request.number}/contacts`}
        class="stack"
        data-outbox
        data-clock={String(view.now)}
        data-editing
      >
        {sent ? <RefusalMessage refusal={sent.refusal} set={view.set} i18n={i18n} focus /> : null}
        <input type="hidden" name="clientId" value={clientId} />
        <Directions value={typed['direction'] ?? 'out'} i18n={i18n} />
        <div class="field">
          <label for="contact-text">{words.text}</label>
          <textarea id="contact-text" name="text" rows={3} maxlength={20_000} required>
            {typed['text'] ?? ''}
          </textarea>
        </div>
        <div class="fields">
          <div class="field">
            <label for="contact-channel">{words.channel}</label>
            <select id="contact-channel" name="channel">
              <Options
                choices={channels.map((value) => ({ value, label: i18n.t.desk.channels[value] }))}
                value={typed['channel'] ?? request.channel}
              />
            </select>
          </div>
        </div>
        <Further typed={typed} i18n={i18n} />
        {isOver ? (
          <label class="check">
            <input type="checkbox" name="confirms" value="true" checked={typed['confirms'] !== undefined} />{' '}
            {words.confirms}
          </label>
        ) : null}
        <div class="actions">
          <button type="submit">{words.send}</button>
        </div>
      </form>
    </section>
  );
};

const order = { out: 0, in: 1, note: 2 } as const;
