import type { FC } from 'hono/jsx';
import type { Refusal } from '../../platform/refusal.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import type { PlannedWindow } from '../../rules/silences/coverage.ts';
import type { Silence, SilencedFiring } from '../../rules/silences/silence.ts';
import { Badge, Icon, Time } from '../components/parts.page.tsx';
import { RefusalMessage } from '../components/refusal.page.tsx';
import { type Column, Table } from '../components/table.page.tsx';
import { type Frame, Page } from '../shell/layout.page.tsx';
import { agentName, nameOf } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';
import { Agenda } from './agenda.page.tsx';
import { SetSilence } from './set-silence.page.tsx';
import type { SilenceForm } from './silence-form.ts';

/** Everything the page of silences shows. */
export type SilencesView = {
  readonly set: RuleSet;
  readonly now: number;
  readonly running: readonly Silence[];
  readonly past: readonly Silence[];
  /** The firings that these silences held back. */
  readonly firings: readonly SilencedFiring[];
  readonly planned: readonly PlannedWindow[];
  /** Whether the person may set silences, and the fields that they have typed so far. */
  readonly maySet: boolean;
  readonly form: SilenceForm;
  readonly refusal?: Refusal | undefined;
};

type Props = { view: SilencesView; i18n: I18n };

/** The page of silences and planned work, and of the firings that they hid. */
export const SilencesPage: FC<{ frame: Frame; view: SilencesView }> = ({ frame, view }) => {
  const { i18n } = frame;
  const words = i18n.t.silences;
  const back = { href: '/', label: i18n.t.shell.watch };
  return (
    <Page frame={frame} title={words.title} section="watch" lead={words.lead} back={back}>
      <div class="stack">
        {view.refusal ? <RefusalMessage refusal={view.refusal} set={view.set} i18n={i18n} focus /> : null}
        <Running view={view} i18n={i18n} />
        <Agenda windows={view.planned} set={view.set} now={view.now} i18n={i18n} />
        {view.maySet ? <SetSilence set={view.set} form={view.form} i18n={i18n} /> : null}
        <Past view={view} i18n={i18n} />
      </div>
    </Page>
  );
};

const Running: FC<Props> = ({ view, i18n }) => {
  const words = i18n.t.silences;
  const columns: readonly Column<Silence>[] = [
    ...columnsOf(view, i18n),
    ...(view.maySet
      ? [
          {
            name: i18n.t.silences.end,
            cell: ({ number }: Silence) => (
              <form method="post" action={`/silences/${number}/end`} class="no-print">
                <button type="submit" class="plain">
                  <Icon name="play" />
                  {words.end}
                </button>
              </form>
            ),
          },
        ]
      : []),
  ];
  return (
    <section class="card" aria-labelledby="silences-running">
      <h2 id="silences-running">{words.running}</h2>
      {view.running.length === 0 ? (
        <p class="nothing">{words.noneRunning}</p>
      ) : (
        <Table caption={words.running} columns={columns} items={view.running} />
      )}
    </section>
  );
};

const Past: FC<Props> = ({ view, i18n }) => {
  const words = i18n.t.silences;
  return (
    <section class="card" aria-labelledby="silences-past">
      <h2 id="silences-past">{words.past}</h2>
      {view.past.length === 0 ? (
        <p class="nothing">{words.nonePast}</p>
      ) : (
        <Table caption={words.past} columns={columnsOf(view, i18n)} items={view.past} />
      )}
    </section>
  );
};

function columnsOf(view: SilencesView, i18n: I18n): Column<Silence>[] {
  const words = i18n.t.silences;
  return [
    {
      name: words.what,
      as: 'heading',
      cell: ({ of, rule, reason }) => (
        <span>
          {'agent' in of ? (
            <a href={`/agents/${of.agent}`}>{agentName(of.agent, view.set)}</a>
          ) : (
            words.tagged(of.tag)
          )}{' '}
          · {rule === undefined ? words.allRules : <code>{rule}</code>}
          <span class="block muted small">
            <q>{reason}</q>
          </span>
        </span>
      ),
    },
    {
      name: words.until,
      cell: ({ until, ended }) => (
        <span>
          <Time at={ended?.at ?? until} i18n={i18n} />
          {ended === undefined ? null : (
            <span class="block muted small">{words.endedBy(nameOf(ended.by, view.set, i18n))}</span>
          )}
        </span>
      ),
    },
    {
      name: words.by,
      cell: ({ by, from }) => (
        <span>
          {nameOf(by, view.set, i18n)}
          <span class="block muted small">
            <Time at={from} i18n={i18n} />
          </span>
        </span>
      ),
    },
    {
      name: words.hid,
      cell: ({ number }) => (
        <Hid
          firings={view.firings.filter(({ silences }) => silences.includes(number))}
          set={view.set}
          i18n={i18n}
        />
      ),
    },
  ];
}

/** So many are named one by one. */
const mostNamed = 5;

const Hid: FC<{ firings: readonly SilencedFiring[]; set: RuleSet; i18n: I18n }> = (props) => {
  const { firings, set, i18n } = props;
  const words = i18n.t.silences;
  if (firings.length === 0) return <span class="muted">{words.hidNothing}</span>;
  return (
    <span>
      {words.hidCount(firings.length, i18n.f.number(firings.length))}
      <ul class="plain-list small">
        {firings.slice(0, mostNamed).map((firing) => (
          <li>
            {agentName(firing.agent, set)} · <code>{firing.rule}</code>{' '}
            <Time at={firing.firedAt} i18n={i18n} />{' '}
            {firing.end?.incident === undefined ? (
              <Outcome firing={firing} i18n={i18n} />
            ) : (
              <a href={`/incidents/${firing.end.incident}`}>
                <Outcome firing={firing} i18n={i18n} />
              </a>
            )}
          </li>
        ))}
      </ul>
    </span>
  );
};

const Outcome: FC<{ firing: SilencedFiring; i18n: I18n }> = ({ firing, i18n }) => {
  const outcome = firing.end?.outcome ?? 'held';
  const tone = outcome === 'over' ? 'quiet' : outcome === 'held' ? 'warn' : 'bad';
  return (
    <Badge tone={tone} icon={outcome === 'over' ? 'check' : 'alert'}>
      {i18n.t.silences.outcomes[outcome]}
    </Badge>
  );
};
