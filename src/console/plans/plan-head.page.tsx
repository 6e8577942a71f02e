import type { FC } from 'hono/jsx';
import { capitalised } from '../../language/typography.ts';
import { planTexts } from '../../plans/documents/texts.ts';
import { plannedReview } from '../../plans/progress.ts';
import { Badge, Facts, Icon, type IconName, Time, type Tone } from '../components/parts.page.tsx';
import type { I18n } from '../words/texts.ts';
import { editingOf } from './plan-editing.ts';
import { ChoiceField, EditForm, EditLink, partId, TextField } from './plan-field.page.tsx';
import { seenOf } from './plan-forms.ts';
import { peopleChoices } from './plan-people.ts';
import { nameOf, type PlanView } from './plan-view.ts';

export const stateLook: Readonly<
  Record<PlanView['plan']['state'], { readonly tone: Tone; readonly icon: IconName }>
> = {
  draft: { tone: 'warn', icon: 'edit' },
  active: { tone: 'info', icon: 'trend' },
  closed: { tone: 'good', icon: 'check' },
};

/** Title, people and dates of the plan. */
export const PlanHead: FC<{ view: PlanView; i18n: I18n }> = ({ view, i18n }) => {
  const { plan } = view;
  const words = i18n.t.plan;
  const editing = editingOf(view.editing, 'head');
  if (editing) return <HeadForm view={view} i18n={i18n} />;
  const next = plannedReview(plan);
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
    <div id={partId('head')} class="plan-head">
      <div class="plan-title">
        <p class="plan-number">
          <span>
            {words.heading(plan.number)} · {planTexts(i18n.language).kinds[plan.kind]}
          </span>
          <Badge {...stateLook[plan.state]}>{words.state[plan.state]}</Badge>
          <EditLink part="head" view={view} i18n={i18n} label={words.editHead} bare />
        </p>
        <h1>{plan.title}</h1>
        {plan.reopened.map((again) => (
          <p class="late">{words.reopened(again.incident, i18n.f.date(again.at))}</p>
        ))}
      </div>
      <Facts
        items={[
          {
            name: words.facts.agent,
            value: <a href={`/agents/${plan.agent}`}>{view.mandate?.name ?? plan.agent}</a>,
          },
          {
            name: words.facts.incident,
            value: <a href={`/incidents/${plan.incident}`}>{i18n.t.watch.incident(plan.incident)}</a>,
          },
          { name: words.facts.opened, value: <Time at={plan.createdAt} i18n={i18n} as="date" /> },
          {
            name: words.facts.target,
            value:
              plan.targetAt === undefined ? undefined : <Time at={plan.targetAt} i18n={i18n} as="date" />,
          },
          { name: words.facts.owner, value: person(plan.owner) },
          { name: words.facts.approver, value: person(plan.approver) },
          { name: words.facts.followedBy, value: nameOf(plan.followedBy, view.set, i18n) },
          {
            name: words.facts.review,
            value: next === undefined ? undefined : <Time at={next.dueAt} i18n={i18n} as="date" />,
          },
        ]}
      />
    </div>
  );
};

const HeadForm: FC<{ view: PlanView; i18n: I18n }> = ({ view, i18n }) => {
  const editing = editingOf(view.editing, 'head');
  if (!editing) return null;
  const words = i18n.t.plan;
  const kinds = Object.entries(planTexts(i18n.language).kinds).map(([value, label]) => ({
    value,
    label: capitalised(label),
  }));
  const all = peopleChoices(view.set, i18n);
  const approvers = all.filter(({ value }) => view.set.people.get(value)?.approver === true);
  const shared = { editing, i18n };
  return (
    <EditForm
      editing={editing}
      seen={seenOf(view.plan, 'head')}
      view={view}
      i18n={i18n}
      title={words.editHead}
    >
      <TextField {...shared} name="title" label={words.titleField} wide focus />
      <ChoiceField {...shared} name="owner" label={words.facts.owner} choices={all} />
      <ChoiceField {...shared} name="approver" label={words.facts.approver} choices={approvers} />
      <ChoiceField {...shared} name="followedBy" label={words.facts.followedBy} choices={all} />
      <TextField {...shared} name="target" label={words.facts.target} type="date" />
      <ChoiceField {...shared} name="kind" label={words.facts.kind} choices={kinds} />
      <TextField {...shared} name="dailyDays" label={words.rhythmDaily} type="number" />
      <TextField {...shared} name="thenDays" label={words.rhythmThen} type="number" />
    </EditForm>
  );
};

/** How far the plan is. */
export const PlanProgress: FC<{ view: PlanView; i18n: I18n }> = ({ view, i18n }) => {
  const { progress } = view;
  const words = i18n.t.plan;
  return (
    <section class="card aside-card tone-info" id="plan-progress" aria-label={i18n.t.plan.list.progress}>
      <p>
        <strong>{words.progress(progress.done, progress.actions)}</strong>
      </p>
      <progress
        value={progress.done + progress.accepted}
        max={Math.max(1, progress.actions)}
        aria-label={words.progress(progress.done, progress.actions)}
      />
      <p class="small muted">{words.verified(progress.verified, progress.actions)}</p>
      {progress.accepted > 0 ? <p class="small muted">{words.accepted(progress.accepted)}</p> : null}
      {progress.overdue > 0 ? <p class="late">{i18n.t.watch.overdue(progress.overdue)}</p> : null}
    </section>
  );
};

/** Ways to take the plan along. */
export const TakeAlong: FC<{ address: string; i18n: I18n }> = ({ address, i18n }) => (
  <details class="reveal menu no-print">
    <summary>
      <Icon name="down" />
      {i18n.t.plan.take}
    </summary>
    <ul>
      <li>
        <button type="button" class="bare" data-print>
          <Icon name="print" />
          {i18n.t.plan.print}
        </button>
      </li>
      {(['pdf', 'docx', 'md', 'csv', 'json'] as const).map((format) => (
        <li>
          <a href={`${address}.${format}`} download>
            {i18n.t.plan.formats[format]}
          </a>
        </li>
      ))}
    </ul>
  </details>
);
