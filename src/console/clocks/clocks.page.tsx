import type { FC } from 'hono/jsx';
import {
  type Classification,
  type ClockState,
  type ClockView,
  clocksOf,
  isOwed,
  isUrgent,
} from '../../incidents/clocks/classification.ts';
import { completeOwedText, spanWords, stateText } from '../../incidents/clocks/texts.ts';
import type { Incident } from '../../incidents/incident.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { Badge, Icon, type Look, Message, Time } from '../components/parts.page.tsx';
import { type Column, Table } from '../components/table.page.tsx';
import { nameOf, said } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';

/** An incident whose clocks are shown. */
export type ClockSources = { readonly incident: Incident; readonly set: RuleSet; readonly now: number };

type Props = { view: ClockSources; i18n: I18n };

/** The colour and the drawing of where a clock stands. */
function lookOf(state: ClockState): Look {
  switch (state.kind) {
    case 'running':
      return { tone: 'warn', icon: 'clock' };
    case 'late':
      return { tone: 'bad', icon: 'alert' };
    case 'incomplete':
      return { tone: state.timely === 'late' ? 'bad' : 'info', icon: 'trend' };
    case 'done':
      return { tone: state.timely === 'late' ? 'warn' : 'good', icon: 'check' };
    case 'withdrawn':
      return { tone: 'quiet', icon: 'silent' };
    default:
      return state satisfies never;
  }
}

/** Where a clock stands, in a word. */
export const ClockBadge: FC<{ state: ClockState; i18n: I18n }> = ({ state, i18n }) => (
  <Badge {...lookOf(state)}>{stateText(state, i18n.language)}</Badge>
);

/** That a report about an incident is owed or late, where it is. */
export const OwedBadge: FC<{ incident: Pick<Incident, 'classes'>; now: number; i18n: I18n }> = ({
  incident,
  now,
  i18n,
}) => {
  const urgent = clocksOf(incident, now).filter(({ state }) => isUrgent(state));
  if (urgent.length === 0) return null;
  const isLate = urgent.some(({ state }) => state.kind === 'late');
  return (
    <Badge tone={isLate ? 'bad' : 'warn'} icon={isLate ? 'alert' : 'clock'}>
      {isLate ? i18n.t.clocks.lateOne : i18n.t.clocks.owedOne}
    </Badge>
  );
};

/** That resolving or closing an incident ends no time that runs, where one does. */
export const GoesOn: FC<{ incident: Incident; now: number; i18n: I18n }> = ({ incident, now, i18n }) =>
  incident.state !== 'open' && clocksOf(incident, now).some(({ state }) => isOwed(state)) ? (
    <Message tone="warn" title={i18n.t.clocks.goesOn} />
  ) : null;

/** The classes of an incident, their clocks, and what was sent. */
export const IncidentClocks: FC<Props> = ({ view, i18n }) => {
  const { incident, now } = view;
  const { classes = [] } = incident;
  const clocks = clocksOf(incident, now);
  return (
    <div id="incident-clocks" class="stack">
      {classes.length === 0 ? <p class="muted">{i18n.t.clocks.none}</p> : null}
      {classes.map((one) => (
        <ClassPart
          one={one}
          clocks={clocks.filter(({ classification }) => classification === one)}
          view={view}
          i18n={i18n}
        />
      ))}
    </div>
  );
};

const ClassPart: FC<Props & { one: Classification; clocks: readonly ClockView[] }> = (props) => {
  const { one, clocks, view, i18n } = props;
  const words = i18n.t.clocks;
  const facets = one.rule.facets.filter(({ id }) => one.facets.includes(id));
  const title = words.classOf(said(one.rule.name, i18n));
  return (
    <div class="clock-class">
      <h3>{title}</h3>
      <p class="small muted">
        {[
          ...facets.map(({ name }) => said(name, i18n)),
          said(one.rule.source, i18n),
          words.aware(i18n.f.dayTime(one.awareAt)),
        ].join(' · ')}
      </p>
      <Table caption={title} columns={columnsOf(view, i18n)} items={clocks} />
      <Reports one={one} view={view} i18n={i18n} />
      <History one={one} view={view} i18n={i18n} />
    </div>
  );
};

function columnsOf(view: ClockSources, i18n: I18n): readonly Column<ClockView>[] {
  const words = i18n.t.clocks;
  return [
    {
      name: words.what,
      cell: ({ rule }) => (
        <span>
          <strong>{said(rule.name, i18n)}</strong>
          <span class="small muted block">
            {said(rule.source, i18n)}, {words.within(spanWords(rule.within, i18n.language))}
          </span>
        </span>
      ),
    },
    {
      name: words.due,
      cell: ({ clock, state }) => (
        <span>
          <Time at={clock.dueAt} i18n={i18n} />
          {isUrgent(state) ? (
            <span class="small muted block">{i18n.f.relative(clock.dueAt, view.now)}</span>
          ) : null}
        </span>
      ),
    },
    {
      name: i18n.t.common.state,
      cell: ({ state }) => (
        <span>
          <ClockBadge state={state} i18n={i18n} />
          {state.kind === 'incomplete' ? (
            <span class="small block">{completeOwedText(i18n.language)}</span>
          ) : null}
          {'by' in state ? (
            <span class="small muted block">
              {i18n.f.dayTime(state.at)}, {i18n.t.common.by(nameOf(state.by, view.set, i18n))}
            </span>
          ) : null}
        </span>
      ),
    },
  ];
}

const Reports: FC<Props & { one: Classification }> = ({ one, view, i18n }) => {
  const words = i18n.t.clocks;
  if (one.reports.length === 0) return null;
  return (
    <>
      <h4>{words.reports}</h4>
      <ul class="dated">
        {one.reports.map(({ at, by, kind, sentAt, reference, link, reason }) => (
          <li>
            <strong>{words.sentOn(i18n.f.dayTime(sentAt))}</strong> {words.reportKinds[kind]}
            {reference === undefined ? null : `, ${words.reference(reference)}`}
            {link === undefined ? null : (
              <>
                {' · '}
                <a href={link} rel="noreferrer" class="nowrap">
                  <Icon name="right" />
                  {words.link}
                </a>
              </>
            )}
            <span class="small muted block">
              {words.notedOn(i18n.f.dayTime(at))}, {i18n.t.common.by(nameOf(by, view.set, i18n))}
              {reason === undefined ? null : ` · ${words.reasonWas(reason)}`}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
};

const History: FC<Props & { one: Classification }> = ({ one, view, i18n }) => {
  const words = i18n.t.clocks;
  const named = (facets: readonly string[]) =>
    one.rule.facets.flatMap(({ id, name }) => (facets.includes(id) ? [said(name, i18n)] : [])).join(', ');
  return (
    <>
      <h4>{words.history}</h4>
      <ul class="dated">
        {one.steps.map((step) => {
          const facts = [
            'facets' in step ? named(step.facets) : '',
            'awareAt' in step ? words.aware(i18n.f.dayTime(step.awareAt)) : '',
            step.reason === undefined ? '' : words.reasonWas(step.reason),
          ].filter((fact) => fact !== '');
          return (
            <li>
              <strong>{i18n.f.dayTime(step.at)}</strong> {words.steps[step.kind]}{' '}
              <span class="muted small">{i18n.t.common.by(nameOf(step.by, view.set, i18n))}</span>
              {facts.length === 0 ? null : <span class="small block">{facts.join(' · ')}</span>}
            </li>
          );
        })}
      </ul>
    </>
  );
};
