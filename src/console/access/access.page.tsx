import type { FC } from 'hono/jsx';
import { hasEnded, type Key } from '../../access/keys.ts';
import type { Role } from '../../access/roles.ts';
import type { Refusal } from '../../platform/refusal.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { type Choice, Options } from '../components/list.page.tsx';
import { Badge, Field, Icon, Message, Time } from '../components/parts.page.tsx';
import { RefusalMessage } from '../components/refusal.page.tsx';
import { type Column, Table } from '../components/table.page.tsx';
import { type Frame, Page } from '../shell/layout.page.tsx';
import { agentName, nameOf } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';

/** The fields of the form that makes a key. */
export type KeyForm = { readonly role: Role } & Readonly<
  Record<'name' | 'person' | 'agent' | 'until', string>
>;

/** Every key, and what has just been done. */
export type AccessView = {
  readonly keys: readonly Key[];
  readonly set: RuleSet;
  /** The id of the key that the viewer came in with. */
  readonly own: string | undefined;
  readonly now: number;
  /** The key that was just made: its secret is shown now and never again. */
  readonly made?:
    | {
        readonly name: string;
        readonly secret: string;
        /** Until when the key lives on in whose place it came. */
        readonly oldEndsAt?: number | undefined;
      }
    | undefined;
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
    <Page frame={frame} title={i18n.t.shell.people} section="people" lead={words.lead}>
      <div class="stack">
        {view.refusal ? <RefusalMessage refusal={view.refusal} set={view.set} i18n={i18n} /> : null}
        {view.made ? <Made made={view.made} i18n={i18n} /> : null}
        <MakeKey view={view} i18n={i18n} />
        <KeyTable view={view} i18n={i18n} />
      </div>
    </Page>
  );
};

const Made: FC<{ made: NonNullable<AccessView['made']>; i18n: I18n }> = ({ made, i18n }) => {
  const words = i18n.t.rules.keys;
  return (
    <Message tone="good" title={words.made(made.name)} id="made">
      <p>{words.once}</p>
      {made.oldEndsAt === undefined ? null : <p>{words.oldLives(i18n.f.exact(made.oldEndsAt))}</p>}
      <p>
        <label for="secret" class="visually-hidden">
          {words.secret}
        </label>
        <input id="secret" class="secret mono" type="text" readonly value={made.secret} autocomplete="off" />
      </p>
    </Message>
  );
};

const MakeKey: FC<Props> = (props) => {
  const { view, i18n } = props;
  const words = i18n.t.rules.keys;
  const { form, errors = {} } = view;
  const people = [...view.set.people.values()].map(({ id, name }) => ({ value: id, label: name }));
  const roleChoices = Object.entries(words.roles).map(([value, label]) => ({ value, label }));
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
          <Choose field="role" choices={roleChoices} hint={words.roleHint} {...props} />
          <Choose
            field="person"
            choices={[{ value: '', label: words.nobody }, ...people]}
            hint={words.personHint}
            {...props}
          />
          <Field
            id="key-agent"
            label={words.agent}
            hint={words.agentHint}
            error={errors.agent}
            control={(tie) => (
              <input {...tie} type="text" name="agent" list="key-agents" value={form?.agent ?? ''} />
            )}
          />
          <datalist id="key-agents">
            {[...view.set.agents.values()].map(({ agent, name }) => (
              <option value={agent}>{name}</option>
            ))}
          </datalist>
          <Field
            id="key-until"
            label={words.until}
            hint={words.untilHint}
            error={errors.until}
            control={(tie) => <input {...tie} type="date" name="until" value={form?.until ?? ''} />}
          />
        </div>
        <div class="actions">
          <button type="submit">{words.makeNow}</button>
        </div>
      </form>
    </details>
  );
};

const Choose: FC<Props & { field: 'role' | 'person'; choices: readonly Choice[]; hint: string }> = ({
  field,
  choices,
  hint,
  view: { form, errors },
  i18n,
}) => (
  <Field
    id={`key-${field}`}
    label={i18n.t.rules.keys[field]}
    hint={hint}
    error={errors?.[field]}
    control={(tie) => (
      <select {...tie} name={field}>
        <Options choices={choices} value={form?.[field] || undefined} />
      </select>
    )}
  />
);

/** Of a key of many agents. */
const KeyTableLimits = { mostShown: 4 };

const KeyTable: FC<Props> = ({ view, i18n }) => {
  const words = i18n.t.rules.keys;
  const columns: readonly Column<Key>[] = [
    {
      name: words.name,
      cell: ({ id, name }) => (
        <span>
          <strong>{name}</strong> <code>{id}</code>
          {id === view.own ? <span class="small muted"> ({words.mine})</span> : null}
        </span>
      ),
    },
    { name: words.role, cell: ({ role }) => <span class="nowrap">{words.roleNames[role]}</span> },
    { name: words.who, cell: (key) => ownerOf(key, view.set, i18n) },
    { name: words.created, cell: ({ createdAt }) => <Time at={createdAt} i18n={i18n} as="date" /> },
    {
      name: words.used,
      cell: ({ lastUsedAt }) =>
        lastUsedAt === undefined ? words.never : <Time at={lastUsedAt} i18n={i18n} />,
    },
    { name: i18n.t.common.state, cell: (key) => <State entry={key} now={view.now} i18n={i18n} /> },
  ];
  return (
    <section class="card" aria-label={i18n.t.shell.people}>
      <Table caption={i18n.t.shell.people} columns={columns} items={view.keys} />
    </section>
  );
};

function ownerOf(entry: Key, set: RuleSet, i18n: I18n): string {
  const agents = (entry.agents ?? []).map((agent) => agentName(agent, set));
  const person = entry.person === undefined ? [] : [nameOf(entry.person, set, i18n)];
  const owners = [...person, ...agents];
  const { mostShown } = KeyTableLimits;
  if (owners.length === 0) return i18n.t.common.none;
  const more = owners.length - mostShown;
  return owners.slice(0, mostShown).join(', ') + (more > 0 ? ` + ${more}` : '');
}

const State: FC<{ entry: Key; now: number; i18n: I18n }> = ({ entry, now, i18n }) => {
  const words = i18n.t.rules.keys;
  if (entry.revokedAt !== undefined)
    return (
      <Badge tone="quiet" icon="stop">
        {words.revoked(i18n.f.date(entry.revokedAt))}
      </Badge>
    );
  if (hasEnded(entry, now))
    return (
      <Badge tone="quiet" icon="stop">
        {words.ended(i18n.f.date(entry.expiresAt ?? now))}
      </Badge>
    );
  return (
    <div class="row">
      <Badge tone="good" icon="check">
        {words.live}
      </Badge>
      {entry.expiresAt === undefined ? null : (
        <span class="small">{words.endsAt(i18n.f.dayTime(entry.expiresAt))}</span>
      )}
      <details class="reveal compact">
        <summary aria-label={`${words.rotate}, ${entry.name}`}>{words.rotate}</summary>
        <form method="post" action={`/access/${entry.id}/rotate`}>
          <p class="small">{words.rotateHow(entry.name)}</p>
          <label class="small">
            {words.overlap}{' '}
            <select name="overlap">
              {(['24h', '7d', '1h', '0'] as const).map((overlap) => (
                <option value={overlap}>{words.overlaps[overlap]}</option>
              ))}
            </select>
          </label>
          <button type="submit">{words.rotateNow}</button>
        </form>
      </details>
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
