import type { FC } from 'hono/jsx';
import { capitalised } from '../../language/typography.ts';
import { planTexts } from '../../plans/documents/texts.ts';
import { verifiedText } from '../../plans/documents/wording.ts';
import type { PlanState } from '../../plans/plan.ts';
import { plannedReview, progressOf } from '../../plans/progress.ts';
import { Badge, Facts, type Look, Time } from '../components/parts.page.tsx';
import { Subject } from '../components/subject.page.tsx';
import { nameOf } from '../words/labels.ts';
import { isOpen } from './plan-editing.ts';
import {
  ChoiceField,
  EditForm,
  EditLink,
  type PlanProps,
  partId,
  peopleChoices,
  TextField,
} from './plan-field.page.tsx';

/** The colour and the drawing of a plan's state. */
export const stateLook: Readonly<Record<PlanState, Look>> = {
  draft: { tone: 'warn', icon: 'edit' },
  active: { tone: 'info', icon: 'trend' },
  closed: { tone: 'good', icon: 'check' },
};

/** Title, people and dates of the plan. */
export const PlanHead: FC<PlanProps> = ({ view, i18n }) => {
  const { plan } = view;
  const words = i18n.t.plan;
  if (isOpen(view, 'head')) return <HeadForm view={view} i18n={i18n} />;
  return (
    <div id={partId('head')} class="plan-head">
      <div class="plan-title">
        <p class="plan-number">
          <span>
            {words.heading(plan.number)} · {planTexts(i18n.language).kinds[plan.kind]}
          </span>
          <span data-says>
            <Badge {...stateLook[plan.state]}>{words.state[plan.state]}</Badge>
          </span>
          <EditLink part="head" view={view} i18n={i18n} label={words.editHead} bare />
        </p>
        <h1>{plan.title}</h1>
        {plan.reopened.map((again) => (
          <p class="late">
            <a href={`/incidents/${again.incident}`}>
              {words.reopened(again.incident, i18n.f.date(again.at))}
            </a>
          </p>
        ))}
      </div>
      <HeadFacts view={view} i18n={i18n} />
    </div>
  );
};

/** The facts below the title: of whom the plan is, since when, and who answers for it. */
const HeadFacts: FC<PlanProps> = ({ view, i18n }) => {
  const { plan } = view;
  const words = i18n.t.plan;
  const { budget, tools, people } = plan.resources ?? {};
  const date = (at: number | undefined) =>
    at === undefined ? undefined : <Time at={at} i18n={i18n} as="date" />;
  const person = (id: string) => {
    const title = view.set.people.get(id)?.title;
    return (
      <>
        {nameOf(id, view.set, i18n)}
        {title ? <span class="small muted person-title">{title}</span> : null}
      </>
    );
  };
  return (
    <Facts
      items={[
        {
          name: i18n.t.common.agent,
          value: <Subject agent={plan.agent} set={view.set} i18n={i18n} />,
        },
        {
          name: i18n.t.common.incident,
          value:
            plan.incident === undefined ? undefined : (
              <a href={`/incidents/${plan.incident}`}>{i18n.t.watch.incident(plan.incident)}</a>
            ),
        },
        { name: words.facts.opened, value: date(plan.createdAt) },
        { name: i18n.t.common.start, value: date(plan.startAt) },
        { name: words.facts.target, value: date(plan.targetAt) },
        { name: words.begin.fields.budget, value: budget === undefined ? undefined : i18n.f.money(budget) },
        { name: words.begin.fields.tools, value: tools },
        { name: words.begin.fields.people, value: people },
        { name: words.facts.owner, value: person(plan.owner) },
        { name: i18n.t.common.approver, value: person(plan.approver) },
        { name: words.facts.followedBy, value: nameOf(plan.followedBy, view.set, i18n) },
        { name: words.facts.review, value: date(plannedReview(plan)?.dueAt) },
      ]}
    />
  );
};

const HeadForm: FC<PlanProps> = (props) => {
  const { view, i18n } = props;
  const words = i18n.t.plan;
  const kinds = Object.entries(planTexts(i18n.language).kinds).map(([value, label]) => ({
    value,
    label: capitalised(label),
  }));
  const all = peopleChoices(view.set, i18n);
  const approvers = all.filter(({ value }) => view.set.people.get(value)?.approver === true);
  return (
    <EditForm title={words.editHead} {...props}>
      <TextField name="title" label={words.titleField} wide focus {...props} />
      <ChoiceField name="owner" label={words.facts.owner} choices={all} {...props} />
      <ChoiceField name="approver" label={i18n.t.common.approver} choices={approvers} {...props} />
      <ChoiceField name="followedBy" label={words.facts.followedBy} choices={all} {...props} />
      <TextField name="start" label={i18n.t.common.start} type="date" {...props} />
      <TextField name="target" label={words.facts.target} type="date" {...props} />
      <ChoiceField name="kind" label={words.facts.kind} choices={kinds} {...props} />
      <TextField name="dailyDays" label={words.rhythmDaily} type="number" {...props} />
      <TextField name="thenDays" label={words.rhythmThen} type="number" {...props} />
    </EditForm>
  );
};

/** How far the plan is. */
export const PlanProgress: FC<PlanProps> = ({ view, i18n }) => {
  const progress = progressOf(view.plan, view.now);
  const words = i18n.t.plan;
  const done = words.progress(progress.done, progress.actions);
  return (
    <section class="card aside-card tone-info" id="plan-progress" aria-label={i18n.t.plan.list.progress}>
      <p data-says>
        <strong>{done}</strong>
      </p>
      <progress
        value={progress.done + progress.accepted}
        max={Math.max(1, progress.actions)}
        aria-label={done}
      />
      <p class="small muted">{verifiedText(progress.verifiedBy, i18n.language)}</p>
      {progress.accepted > 0 ? <p class="small muted">{words.accepted(progress.accepted)}</p> : null}
      {progress.overdue > 0 ? <p class="late">{i18n.t.watch.overdue(progress.overdue)}</p> : null}
    </section>
  );
};
