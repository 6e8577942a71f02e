import type { Child, FC } from 'hono/jsx';
import { clockState, isOwed, isStanding } from '../../incidents/clocks/classification.ts';
import { classesOver } from '../../rules/clocks/classes.ts';
import { noAgent } from '../../rules/ruleset.ts';
import { type Choice, Options } from '../components/list.page.tsx';
import { Field, Message } from '../components/parts.page.tsx';
import { RefusalMessage } from '../components/refusal.page.tsx';
import { said } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';
import type { ClockFormKind, SentClockForm } from './clock-form.ts';
import { type ClockSources, GoesOn, IncidentClocks } from './clocks.page.tsx';

/** An incident's page, with what of its clocks the reader may do. */
export type ClocksView = ClockSources & {
  readonly mayAct: boolean;
  readonly mayDeclassify: boolean;
  /** A form that was just sent and not taken. */
  readonly sent?: SentClockForm | undefined;
};

type Props = { view: ClocksView; i18n: I18n };

/** The reports that are owed of an incident, and the forms to classify it and to note reports. */
export const ClocksCard: FC<Props> = ({ view, i18n }) => {
  const { incident, now } = view;
  const words = i18n.t.clocks;
  if (incident.classes === undefined && !view.mayAct) return null;
  return (
    <section class="card stack" aria-labelledby="clocks">
      <header>
        <h2 id="clocks">{words.title}</h2>
      </header>
      <GoesOn incident={incident} now={now} i18n={i18n} />
      <IncidentClocks view={view} i18n={i18n} />
      <p class="small muted">{words.lead}</p>
      {view.mayAct ? (
        <>
          <ReportForm view={view} i18n={i18n} />
          <ClassifyForm view={view} i18n={i18n} />
          {view.mayDeclassify ? <DeclassifyForm view={view} i18n={i18n} /> : null}
        </>
      ) : null}
    </section>
  );
};

/** A class of what can be given now: alone, or with one of the circumstances that do not hold yet. */
function classChoices({ incident, set }: ClocksView, i18n: I18n): Choice[] {
  const standing = (incident.classes ?? []).filter(isStanding);
  const allowed = classesOver(set, set.agents.get(incident.agent ?? noAgent));
  return allowed.flatMap((rule) => {
    const there = standing.find((one) => one.rule.id === rule.id);
    const { facets, id, name } = there?.rule ?? rule;
    if (facets.length === 0) return there === undefined ? [{ value: id, label: said(name, i18n) }] : [];
    return facets
      .filter((facet) => !there?.facets.includes(facet.id))
      .map((facet) => ({
        value: `${id}:${facet.id}`,
        label: `${said(name, i18n)} · ${said(facet.name, i18n)}`,
      }));
  });
}

/** Classes of which a report is owed, each as a whole and clock by clock. */
function reportChoices({ incident, now }: ClocksView, i18n: I18n): Choice[] {
  return (incident.classes ?? []).filter(isStanding).flatMap((one) => {
    const owed = one.clocks.filter(
      (clock) => clock.withdrawn === undefined && isOwed(clockState(clock, one, now)),
    );
    const { id, name } = one.rule;
    if (owed.length === 0) return [];
    const each = owed.flatMap((clock) => {
      const rule = one.rule.clocks.find((found) => found.id === clock.id);
      return rule === undefined ? [] : [{ value: `${id}:${rule.id}`, label: said(rule.name, i18n) }];
    });
    return each.length === 1
      ? each
      : [{ value: id, label: i18n.t.clocks.report.every(said(name, i18n)) }, ...each];
  });
}

function withdrawChoices({ incident }: ClocksView, i18n: I18n): Choice[] {
  return (incident.classes ?? []).filter(isStanding).flatMap(({ rule, facets }) => {
    const whole = { value: rule.id, label: i18n.t.clocks.declassify.whole(said(rule.name, i18n)) };
    if (facets.length < 2) return [whole];
    const each = rule.facets.filter(({ id }) => facets.includes(id));
    const parts = each.map(({ id, name }) => ({ value: `${rule.id}:${id}`, label: said(name, i18n) }));
    return [whole, ...parts];
  });
}

const ClassifyForm: FC<Props> = ({ view, i18n }) => {
  const words = i18n.t.clocks.classify;
  const choices = classChoices(view, i18n);
  const shared = { kind: 'classify', view, i18n } as const;
  if (choices.length === 0 && view.sent?.kind !== 'classify') return null;
  return (
    <Form {...shared} title={words.add} now={words.now}>
      <Choose {...shared} name="class" label={words.class} hint={words.classHint} choices={choices} />
      <Line {...shared} name="awareAt" label={words.aware} hint={words.awareHint} type="datetime-local" />
      <Line {...shared} name="reason" label={words.reason} hint={words.reasonHint} most={2_000} />
    </Form>
  );
};

const ReportForm: FC<Props> = ({ view, i18n }) => {
  const words = i18n.t.clocks.report;
  const choices = reportChoices(view, i18n);
  const shared = { kind: 'report', view, i18n } as const;
  if (choices.length === 0 && view.sent?.kind !== 'report') return null;
  const kinds = i18n.t.clocks.reportKinds;
  return (
    <Form {...shared} title={words.add} now={words.now}>
      <Choose {...shared} name="class" label={words.class} choices={choices} />
      <Choose
        {...shared}
        name="report"
        label={words.kind}
        choices={[
          { value: 'incomplete', label: kinds.incomplete },
          { value: 'complete', label: kinds.complete },
        ]}
      />
      <Line {...shared} name="sentAt" label={words.sent} hint={words.sentHint} type="datetime-local" />
      <Line {...shared} name="reference" label={words.reference} hint={words.referenceHint} most={200} />
      <Line {...shared} name="link" label={words.link} type="url" most={2_000} />
      <Line {...shared} name="reason" label={words.reason} hint={words.reasonHint} most={2_000} />
    </Form>
  );
};

const DeclassifyForm: FC<Props> = ({ view, i18n }) => {
  const words = i18n.t.clocks.declassify;
  const choices = withdrawChoices(view, i18n);
  const shared = { kind: 'declassify', view, i18n } as const;
  if (choices.length === 0 && view.sent?.kind !== 'declassify') return null;
  return (
    <Form {...shared} title={words.add} now={words.now}>
      <Choose {...shared} name="class" label={words.what} choices={choices} />
      <Line {...shared} name="reason" label={words.reason} hint={words.reasonHint} most={2_000} required />
    </Form>
  );
};

type FormProps = Props & { kind: ClockFormKind };

const Form: FC<FormProps & { title: string; now: string; children?: Child }> = (props) => {
  const { kind, view, i18n, title, now, children } = props;
  const fault = view.sent?.kind === kind ? view.sent.fault : undefined;
  return (
    <details class="reveal no-print" open={fault !== undefined}>
      <summary>{title}</summary>
      <form method="post" action={`/incidents/${view.incident.number}/${kind}`} class="stack" data-editing>
        {fault === undefined ? null : 'refusal' in fault ? (
          <RefusalMessage refusal={fault.refusal} set={view.set} i18n={i18n} />
        ) : (
          <Message tone="bad" title={i18n.t.clocks.badForm} urgent />
        )}
        <div class="fields">{children}</div>
        <div class="actions">
          <button type="submit">{now}</button>
        </div>
      </form>
    </details>
  );
};

type FieldProps = FormProps & { name: string; label: string; hint?: string };

function typedIn({ kind, view, name }: FieldProps): string | undefined {
  return view.sent?.kind === kind ? view.sent.fields[name] : undefined;
}

function errorOf({ kind, view, name, i18n }: FieldProps): string | undefined {
  const fault = view.sent?.kind === kind ? view.sent.fault : undefined;
  if (fault === undefined || !('field' in fault) || fault.field !== name) return undefined;
  return name.endsWith('At') ? i18n.t.clocks.badTime : i18n.t.clocks.badForm;
}

const Choose: FC<FieldProps & { choices: readonly Choice[] }> = (props) => (
  <Field
    id={`${props.kind}-${props.name}`}
    label={props.label}
    hint={props.hint}
    error={errorOf(props)}
    wide={props.name === 'class'}
    control={(tie) => (
      <select {...tie} name={props.name}>
        <Options choices={props.choices} value={typedIn(props)} />
      </select>
    )}
  />
);

const Line: FC<
  FieldProps & { type?: 'text' | 'url' | 'datetime-local'; most?: number; required?: boolean }
> = (props) => (
  <Field
    id={`${props.kind}-${props.name}`}
    label={props.label}
    hint={props.hint}
    error={errorOf(props)}
    control={(tie) => (
      <input
        {...tie}
        type={props.type ?? 'text'}
        name={props.name}
        maxlength={props.most}
        required={props.required}
        value={typedIn(props)}
      />
    )}
  />
);
