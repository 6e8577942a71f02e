import type { FC } from 'hono/jsx';
import type { Key } from '../../access/keys.ts';
import { type Role, roles } from '../../access/roles.ts';
import type { Refusal } from '../../platform/refusal.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { Badge, Field, Icon, Message, Time } from '../components/parts.page.tsx';
import { refusalText } from '../components/refusal.page.tsx';
import { type Frame, Head, Layout } from '../shell/layout.page.tsx';
import type { I18n } from '../words/texts.ts';

/** The fields of the form that makes a key. */
export type KeyForm = {
  readonly name: string;
  readonly role: Role;
  readonly person: string;
  readonly agent: string;
};

/** Every key, and what has just been done. */
export type AccessView = {
  readonly keys: readonly Key[];
  readonly set: RuleSet;
  /** The id of the key that the viewer came in with. */
  readonly own: string | undefined;
  /** The key that was just made: its secret is shown now and never again. */
  readonly made?: { readonly name: string; readonly secret: string } | undefined;
  readonly form?: KeyForm | undefined;
  readonly errors?: Readonly<Partial<Record<keyof KeyForm, string>>> | undefined;
  readonly refusal?: Refusal | undefined;
};

type Props = { view: AccessView; i18n: I18n };

/** Keys, for admins: made, seen and revoked. */
export const AccessPage: FC<{ frame: Frame; view: AccessView }> = ({ frame, view }) => {
  const { i18n } = frame;
  const words = i18n.t.rules.keys;
  return (
    <Layout frame={frame} title={words.title} section="people">
      <Head title={words.title} lead={words.lead} />
      <div class="stack">
        {view.refusal ? <Refused refusal={view.refusal} i18n={i18n} /> : null}
        {view.made ? <Made made={view.made} i18n={i18n} /> : null}
        <MakeKey view={view} i18n={i18n} />
        <KeyTable view={view} i18n={i18n} />
      </div>
    </Layout>
  );
};

const Refused: FC<{ refusal: Refusal; i18n: I18n }> = ({ refusal, i18n }) => {
  const known: Readonly<Record<string, string>> = i18n.t.cases.refusals;
  return <Message tone="bad" title={known[refusal.code] ?? refusalText(refusal, i18n)} urgent />;
};

const Made: FC<{ made: { readonly name: string; readonly secret: string }; i18n: I18n }> = ({
  made,
  i18n,
}) => {
  const words = i18n.t.rules.keys;
  return (
    <Message tone="good" title={words.made(made.name)} id="made">
      <p>{words.once}</p>
      <p>
        <label for="secret" class="visually-hidden">
          {words.secret}
        </label>
        <input id="secret" class="secret mono" type="text" readonly value={made.secret} autocomplete="off" />
      </p>
    </Message>
  );
};

const MakeKey: FC<Props> = ({ view, i18n }) => {
  const words = i18n.t.rules.keys;
  const { form, errors = {} } = view;
  const people = [...view.set.people.values()];
  const agents = [...view.set.agents.values()].map(({ agent, name }) => ({ id: agent, name }));
  return (
    <details class="reveal" open={form !== undefined}>
      <summary>
        <Icon name="plus" />
        {words.make}
      </summary>
      <form class="card" method="post" action="/access" data-editing novalidate>
        <div class="fields">
          <Field
            id="key-name"
            label={words.name}
            hint={words.nameHint}
            error={errors.name}
            control={(tie) => (
              <input {...tie} type="text" name="name" required maxlength={120} value={form?.name ?? ''} />
            )}
          />
          <Field
            id="key-role"
            label={words.role}
            hint={words.roleHint}
            control={(tie) => (
              <select {...tie} name="role">
                {(['viewer', 'operator', 'approver', 'admin', 'ingest', 'agent'] as const).map((role) => (
                  <option value={role} selected={role === form?.role}>
                    {words.roles[role]}
                  </option>
                ))}
              </select>
            )}
          />
          <Owner
            field="person"
            choices={people}
            none={words.nobody}
            hint={words.personHint}
            view={view}
            i18n={i18n}
          />
          <Owner
            field="agent"
            choices={agents}
            none={words.noAgent}
            hint={words.agentHint}
            view={view}
            i18n={i18n}
          />
        </div>
        <div class="actions">
          <button type="submit">{words.makeNow}</button>
        </div>
      </form>
    </details>
  );
};

/** The person or the agent that a key belongs to, or nobody. */
const Owner: FC<
  Props & {
    field: 'person' | 'agent';
    choices: readonly { readonly id: string; readonly name: string }[];
    none: string;
    hint: string;
  }
> = ({ field, choices, none, hint, view: { form, errors }, i18n }) => (
  <Field
    id={`key-${field}`}
    label={i18n.t.rules.keys[field]}
    hint={hint}
    error={errors?.[field]}
    control={(tie) => (
      <select {...tie} name={field}>
        <option value="">{none}</option>
        {choices.map(({ id, name }) => (
          <option value={id} selected={id === form?.[field]}>
            {name}
          </option>
        ))}
      </select>
    )}
  />
);

const KeyTable: FC<Props> = ({ view, i18n }) => {
  const words = i18n.t.rules.keys;
  return (
    <section class="card" aria-label={words.title}>
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">{words.name}</th>
            <th scope="col">{words.role}</th>
            <th scope="col">{words.who}</th>
            <th scope="col">{words.created}</th>
            <th scope="col">{words.used}</th>
            <th scope="col">{words.state}</th>
          </tr>
        </thead>
        <tbody>
          {view.keys.map((key) => (
            <Row key={key.id} entry={key} view={view} i18n={i18n} />
          ))}
        </tbody>
      </table>
    </section>
  );
};

const Row: FC<{ entry: Key } & Props> = ({ entry, view, i18n }) => {
  const words = i18n.t.rules.keys;
  return (
    <tr>
      <td data-label={words.name}>
        <span>
          <strong>{entry.name}</strong> <code>{entry.id}</code>
          {entry.id === view.own ? <span class="small muted"> ({words.mine})</span> : null}
        </span>
      </td>
      <td data-label={words.role}>{words.roleNames[entry.role]}</td>
      <td data-label={words.who}>{ownerOf(entry, view.set, i18n)}</td>
      <td data-label={words.created}>
        <Time at={entry.createdAt} i18n={i18n} as="date" />
      </td>
      <td data-label={words.used}>
        {entry.lastUsedAt === undefined ? words.never : <Time at={entry.lastUsedAt} i18n={i18n} />}
      </td>
      <td data-label={words.state}>
        {entry.revokedAt === undefined ? (
          <Revoke entry={entry} i18n={i18n} />
        ) : (
          <Badge tone="quiet" icon="stop">
            {words.revoked(i18n.f.date(entry.revokedAt))}
          </Badge>
        )}
      </td>
    </tr>
  );
};

function ownerOf(entry: Key, set: RuleSet, i18n: I18n): string {
  if (entry.person !== undefined) return set.people.get(entry.person)?.name ?? entry.person;
  if (entry.agent !== undefined) return set.agents.get(entry.agent)?.name ?? entry.agent;
  return i18n.t.common.none;
}

const Revoke: FC<{ entry: Key; i18n: I18n }> = ({ entry, i18n }) => {
  const words = i18n.t.rules.keys;
  return (
    <div class="row">
      <Badge tone="good" icon="check">
        {words.live}
      </Badge>
      <details class="reveal danger compact">
        <summary aria-label={`${words.revoke}, ${entry.name}`}>{words.revoke}</summary>
        <form method="post" action={`/access/${entry.id}/revoke`}>
          <p class="small">{words.revokeSure(entry.name)}</p>
          <button type="submit" class="danger">
            {words.revokeNow}
          </button>
        </form>
      </details>
    </div>
  );
};

/** The role that a form names; a viewer's when it names none of ours. */
export function roleOf(text: string | undefined): Role {
  return roles.find((role) => role === text) ?? 'viewer';
}
