import type { FC } from 'hono/jsx';
import { capitalised } from '../../language/typography.ts';
import type { ClosureFollowUp } from '../../plans/commands/followups.ts';
import { planTexts } from '../../plans/documents/texts.ts';
import { nextStep } from '../../plans/gates.ts';
import { type Signature, signedSteps, signerRoles, type Task } from '../../plans/plan.ts';
import { isTaskOverdue } from '../../plans/progress.ts';
import { Icon } from '../components/parts.page.tsx';
import { nameOf } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';
import { isOpen } from './plan-editing.ts';
import { clickForm, EditLink, type PlanProps, partId } from './plan-field.page.tsx';
import { TaskForm } from './plan-work-form.page.tsx';

/** The two signatures for each step, and the buttons of who may give them now. */
export const PlanSignatures: FC<PlanProps> = ({ view, i18n }) => {
  const words = i18n.t.plan;
  return (
    <section id="plan-signatures" aria-labelledby="signatures">
      <h3 id="signatures">{words.signatures}</h3>
      <div class="signatures">
        {signedSteps.map((step) => (
          <div class="signature-step">
            <h4>{words.signaturesFor[step]}</h4>
            {signerRoles.map((as) => (
              <Slot step={step} as={as} view={view} i18n={i18n} />
            ))}
          </div>
        ))}
      </div>
      {view.may.close ? (
        <form class="no-print" {...clickForm(`/plans/${view.plan.number}/close`)}>
          <button type="submit">
            <Icon name="check" />
            {words.closePlan}
          </button>
        </form>
      ) : null}
    </section>
  );
};

const Slot: FC<PlanProps & { step: Signature['for']; as: Signature['as'] }> = (props) => {
  const { step, as, view, i18n } = props;
  const words = i18n.t.plan;
  const { plan } = view;
  const given = plan.signatures.find((signature) => signature.for === step && signature.as === as);
  const expected = nameOf(as === 'owner' ? plan.owner : plan.approver, view.set, i18n);
  const now = nextStep(plan)?.step === step && view.may.signAs.includes(as);
  return (
    <div class={given ? 'signature given' : 'signature'}>
      <span class="small muted">{capitalised(planTexts(i18n.language).signers[as])}</span>
      <strong>{given ? nameOf(given.person, view.set, i18n) : expected}</strong>
      {given ? (
        <span class="signed">
          <Icon name="pen" />
          {words.signedOn(i18n.f.exact(given.at))}
        </span>
      ) : now ? (
        <form {...clickForm(`/plans/${plan.number}/sign`)} class="no-print">
          <input type="hidden" name="as" value={as} />
          <input type="hidden" name="for" value={step} />
          <button type="submit">
            <Icon name="pen" />
            {words.sign[as]}
          </button>
        </form>
      ) : (
        <span class="small muted">{words.notSigned}</span>
      )}
    </div>
  );
};

/** The tasks that must follow a closure. */
export const PlanFollowUps: FC<PlanProps> = ({ view, i18n }) => {
  const words = i18n.t.plan;
  const { tasks = [] } = view.plan;
  return (
    <section
      id="plan-followups"
      aria-labelledby="followups-title"
      hidden={view.followUps.length + tasks.length === 0}
    >
      <h3 id="followups-title">{words.followUps}</h3>
      <ul>
        {view.followUps.map((followUp) => (
          <li>{followUpText(followUp, i18n)}</li>
        ))}
      </ul>
      <ul class="tasks">
        {tasks.map((task) => (
          <li>
            <TaskLine task={task} view={view} i18n={i18n} />
          </li>
        ))}
      </ul>
    </section>
  );
};

function followUpText({ code, reference }: ClosureFollowUp, i18n: I18n): string {
  return `${i18n.t.plan.followUp[code]} (${i18n.t.plan.reference(reference)})`;
}

/** One task: ticked by one click, handed on by a form. */
const TaskLine: FC<PlanProps & { task: Task }> = ({ task, view, i18n }) => {
  const words = i18n.t.plan;
  const part = `task/${task.id}` as const;
  const text = followUpText(task.followUp, i18n);
  if (isOpen(view, part)) return <TaskForm title={text} view={view} i18n={i18n} />;
  const { doneAt, doneBy = task.owner } = task;
  return (
    <div id={partId(part)} class="task">
      {view.may.goOn ? (
        <form {...clickForm(`/plans/${view.plan.number}/tasks/${task.id}/tick`)} hx-trigger="change">
          <label class="check">
            <input
              type="checkbox"
              name="done"
              value="true"
              id={`tick-${task.id}`}
              checked={doneAt !== undefined}
            />
            <span>{text}</span>
          </label>
        </form>
      ) : (
        <span>{text}</span>
      )}
      <p class="row small">
        {doneAt === undefined ? (
          <span class={isTaskOverdue(task, view.now) ? 'late' : 'muted'}>
            {words.taskOf(nameOf(task.owner, view.set, i18n), i18n.f.date(task.dueAt))}
          </span>
        ) : (
          <span class="tone-good">
            <Icon name="check" /> {words.taskDone(nameOf(doneBy, view.set, i18n), i18n.f.date(doneAt))}
          </span>
        )}
        <EditLink part={part} label={words.editTask(task.id)} bare view={view} i18n={i18n} />
      </p>
    </div>
  );
};

/** The foot of the form: marks of a good plan, and of a dead one. */
export const PlanTips: FC<{ i18n: I18n }> = ({ i18n }) => {
  const { tips } = i18n.t.plan;
  const list = (title: string, items: readonly string[]) => (
    <div>
      <h4>{title}</h4>
      <ul>
        {items.map((item) => (
          <li>{item}</li>
        ))}
      </ul>
    </div>
  );
  return (
    <div class="tips small">
      {list(tips.good, tips.goodItems)}
      {list(tips.watch, tips.watchItems)}
    </div>
  );
};
