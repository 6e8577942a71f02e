import type { Child, FC } from 'hono/jsx';
import { axisOf, roundStep } from '../../metrics/axis.ts';
import { SelectField } from '../components/list.page.tsx';
import { Icon } from '../components/parts.page.tsx';
import { Term } from '../components/term.page.tsx';
import { type Frame, Page } from '../shell/layout.page.tsx';
import { labelOf, limitText } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';
import { followed, type WorkshopField, workshopRanges } from './workshop.ts';
import { scaleOf } from './workshop-chart.ts';
import { WorkshopResult } from './workshop-result.page.tsx';
import { type WorkshopView, workshopAddress } from './workshop-view.ts';

type Props = { view: WorkshopView; i18n: I18n };

/** One rule over one agent's past: the threshold moves, and the page says what that would have changed. */
export const WorkshopPage: FC<{ frame: Frame; view: WorkshopView }> = ({ frame, view }) => {
  const { i18n } = frame;
  const words = i18n.t.workshop;
  return (
    <Page
      frame={frame}
      title={words.title(view.subject.rule.id)}
      section="rules"
      lead={words.lead}
      back={{ href: '/rules', label: i18n.t.shell.rules }}
    >
      <div class="workshop">
        <div class="stack workshop-side no-print">
          <AgentChoice view={view} i18n={i18n} />
          <ProposalForm view={view} i18n={i18n} />
        </div>
        <WorkshopResult view={view} i18n={i18n} />
      </div>
    </Page>
  );
};

/** The agent whose past is replayed. */
const AgentChoice: FC<Props> = ({ view, i18n }) => {
  const { mandate, agents, range, subject } = view;
  const words = i18n.t.workshop;
  const about = `${labelOf(subject.metric, i18n)}, ${limitText(subject.condition, subject.metric, i18n)}`;
  return (
    <section class="card" aria-label={i18n.t.common.agent}>
      <p>
        <a href={`/agents/${mandate.agent}`}>
          <strong>{mandate.name}</strong>
        </a>
        <span class="block small muted">{about}</span>
      </p>
      {agents.length < 2 ? null : (
        <form class="row agent-choice" method="get" action={workshopAddress(subject.rule.id)}>
          <input type="hidden" name="range" value={range} />
          <SelectField
            name="agent"
            label={i18n.t.common.agent}
            choices={agents.map(({ agent, name }) => ({ value: agent, label: name }))}
            value={mandate.agent}
          />
          <button class="plain" type="submit">
            {words.change}
          </button>
        </form>
      )}
    </section>
  );
};

/** The parts that change with the answer besides the result itself. */
const slots = ['threshold-error', 'clear-error', 'clear-hint', 'window-error', 'hold-error'];

const ProposalForm: FC<Props> = ({ view, i18n }) => {
  const { subject, mandate, range } = view;
  const words = i18n.t.workshop;
  const address = workshopAddress(subject.rule.id);
  return (
    <form
      id="workshop"
      class="card workshop-form"
      method="get"
      action={address}
      aria-labelledby="proposal"
      hx-get={address}
      hx-trigger="input delay:300ms, submit"
      hx-sync="this:replace"
      hx-target="#workshop-result"
      hx-select="#workshop-result"
      hx-select-oob={slots.map((slot) => `#${slot}`).join(',')}
      hx-swap="outerHTML"
      hx-replace-url="true"
      hx-indicator="#workshop-result"
    >
      <header>
        <h2 id="proposal">{words.form}</h2>
        <Term term="backtest" i18n={i18n} />
      </header>
      <input type="hidden" name="agent" value={mandate.agent} />
      <ThresholdField view={view} i18n={i18n} />
      <OtherFields view={view} i18n={i18n} />
      <RangeChoice view={view} i18n={i18n} />
      {subject.rule.when.length < 2 ? null : (
        <p class="small muted">
          {words.more(
            subject.rule.when
              .slice(1)
              .map(({ text }) => text)
              .join(', '),
          )}
        </p>
      )}
      <div class="row">
        <button class="no-script" type="submit">
          {words.compute}
        </button>
        <a href={`${address}?agent=${mandate.agent}&range=${range}`}>{words.back}</a>
      </div>
    </form>
  );
};

/** The other values of the rule that may move; folded away until somebody wants them. */
const OtherFields: FC<Props> = ({ view, i18n }) => {
  const { subject } = view;
  const words = i18n.t.workshop;
  return (
    <details class="reveal" open={view.unfolded}>
      <summary>{words.moreFields}</summary>
      <div class="workshop-form">
        {subject.clear === undefined ? null : (
          <TypedField
            field="clear"
            label={words.clear}
            hint={words.clearHint(followText(view, i18n))}
            view={view}
          />
        )}
        {subject.condition.window === undefined ? null : (
          <TypedField field="window" label={words.window} view={view} />
        )}
        <TypedField field="hold" label={words.hold} hint={words.holdHint} view={view} />
      </div>
    </details>
  );
};

const RangeChoice: FC<Props> = ({ view: { range }, i18n }) => {
  const words = i18n.t.workshop;
  return (
    <fieldset>
      <legend>{words.range}</legend>
      <div class="chips">
        {workshopRanges.map((one) => (
          <label class="chip">
            <input type="radio" name="range" value={one} checked={one === range} />
            <span>{i18n.t.agent.ranges[one]}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
};

/** The threshold as a text with its unit, and as a slider for those whose browser runs our script. */
const ThresholdField: FC<Props> = ({ view, i18n }) => {
  const { metric, condition } = view.subject;
  const words = i18n.t.workshop;
  const { outcome } = view;
  const axis = axisOf(condition.threshold, condition.threshold, metric);
  const scale =
    outcome.kind === 'report'
      ? scaleOf({ ...outcome, subject: view.subject })
      : { ...axis, step: roundStep(axis.interval / 20, metric.unit) };
  const value = outcome.kind === 'report' ? outcome.proposal.when.threshold : condition.threshold;
  return (
    <TypedField
      field="threshold"
      label={i18n.t.common.threshold}
      hint={words.thresholdHint(i18n.f.limit(condition.threshold, metric))}
      view={view}
    >
      <input
        class="script-only"
        type="range"
        id="slider"
        aria-label={words.slider}
        min={scale.min}
        max={scale.max}
        step={scale.step}
        value={value}
        data-unit={metric.unit}
        data-scale={metric.scale}
        autocomplete="off"
      />
    </TypedField>
  );
};

/** One field of the proposal. The place of its error is always there, so that an answer can fill it alone. */
const TypedField: FC<{
  field: WorkshopField;
  label: string;
  hint?: string;
  view: WorkshopView;
  children?: Child;
}> = ({ field, label, hint, view, children }) => {
  const error = view.errors[field];
  return (
    <div class="field">
      <label for={field}>{label}</label>
      <input
        type="text"
        id={field}
        name={field}
        value={view.texts[field] ?? ''}
        autocomplete="off"
        aria-describedby={hint === undefined ? `${field}-error` : `${field}-hint ${field}-error`}
        {...(error === undefined ? {} : { 'aria-invalid': 'true' })}
      />
      {children}
      {hint === undefined ? null : (
        <span class="hint" id={`${field}-hint`}>
          {hint}
        </span>
      )}
      <span id={`${field}-error`} aria-live="polite">
        {error === undefined ? null : (
          <span class="error">
            <Icon name="alert" />
            {error}
          </span>
        )}
      </span>
    </div>
  );
};

/** Where the alert would end if its field is left empty. */
function followText({ subject, outcome }: WorkshopView, i18n: I18n): string {
  const threshold = outcome.kind === 'report' ? outcome.proposal.when.threshold : subject.condition.threshold;
  return i18n.f.limit(followed(subject, threshold), subject.metric);
}
