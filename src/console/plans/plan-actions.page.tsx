import type { FC } from 'hono/jsx';
import { colon } from '../../language/typography.ts';
import { dropProposal } from '../../plans/commands/review-decisions.ts';
import { planTexts } from '../../plans/documents/texts.ts';
import { verificationText } from '../../plans/documents/wording.ts';
import { type Action, actionStatuses } from '../../plans/plan.ts';
import { Badge, type Tone } from '../components/parts.page.tsx';
import type { Column } from '../components/table.page.tsx';
import { Term } from '../components/term.page.tsx';
import { DossierLink } from '../dossier/dossier-list.page.tsx';
import { ActionLog, Proposal } from '../review/action-log.page.tsx';
import { nameOf, siteNames } from '../words/labels.ts';
import { CriterionCard } from './plan-criterion.page.tsx';
import { isOpen } from './plan-editing.ts';
import {
  clickForm,
  EditForm,
  EditLink,
  LongField,
  NameField,
  type PlanProps,
  partId,
} from './plan-field.page.tsx';
import { quadrantText, StatusPills, WorkRow, workColumns } from './plan-row.page.tsx';
import { ActionForm } from './plan-work-form.page.tsx';

type Props = PlanProps & { action: Action };

/** The columns of the table of corrective actions. */
export function actionColumns(props: PlanProps): readonly Column<Action>[] {
  const words = props.i18n.t.plan;
  const { number, owner, due } = workColumns(props, 'action');
  return [
    number,
    {
      name: words.columns.action,
      class: 'action-what',
      cell: (action) => <What action={action} {...props} />,
    },
    owner,
    due,
    {
      name: words.columns.criterion,
      term: <Term term="criterion" i18n={props.i18n} />,
      class: 'action-criteria',
      cell: (action) => (
        <>
          {action.criteria.length === 0 ? <span class="unset">{words.noCriterion}</span> : null}
          <div>
            {action.criteria.map((criterion) => (
              <CriterionCard criterion={criterion} action={action} {...props} />
            ))}
          </div>
        </>
      ),
    },
    { name: words.columns.status, cell: (action) => <Status action={action} {...props} /> },
  ];
}

/** One corrective action, as a row of the table. */
export const ActionRow: FC<Props> = (props) => {
  const { action } = props;
  const part = `action/${action.id}` as const;
  return (
    <WorkRow
      part={part}
      columns={actionColumns(props)}
      item={action}
      form={<ActionForm {...props} />}
      class={action.verification === 'regressed' ? 'regressed' : ''}
      {...props}
    />
  );
};

const What: FC<Props> = ({ action, view, i18n }) => {
  const words = i18n.t.plan;
  const part = `action/${action.id}` as const;
  const risk = view.plan.acceptedRisks.find((one) => one.action === action.id);
  return (
    <div>
      {action.phase ? <p class="small muted">{action.phase}</p> : null}
      <strong class="action-title">{action.title}</strong>
      <p class="small muted">
        {quadrantText(action, i18n)} · {words.treats[action.treats]}
      </p>
      {action.resources ? (
        <p class="small">
          <span class="muted">
            {words.resources}
            {colon(i18n.language)}
          </span>
          {action.resources}
        </p>
      ) : null}
      <Issue action={action} view={view} i18n={i18n} />
      {action.blockedWhy && !dropProposal(view.plan, action) ? (
        <p class="small late">{words.blockedBecause(action.blockedWhy)}</p>
      ) : null}
      <Proposal action={action} view={view} i18n={i18n} />
      {risk ? (
        <p class="small">
          <Badge tone="warn" icon="info">
            {words.riskAccepted(nameOf(risk.by, view.set, i18n), i18n.f.day(risk.at))}
          </Badge>{' '}
          {risk.proof ? <span class="muted">{i18n.t.signIn.confirm.how[risk.proof]} </span> : null}
          <q>{risk.reason}</q>
        </p>
      ) : null}
      <ActionLog action={action} view={view} i18n={i18n} />
      <div class="row no-print">
        <EditLink part={part} view={view} i18n={i18n} label={words.editAction(action.id)} bare />
        {view.may.acceptRisk && risk === undefined && action.verification !== 'verified' ? (
          <a
            class="button bare small"
            href={`/plans/${view.plan.number}?edit=${encodeURIComponent(`risk/${action.id}`)}#action-${action.id}`}
            hx-get={`/plans/${view.plan.number}/edit/risk/${action.id}`}
            hx-target={`#${partId(part)}`}
            hx-swap="outerHTML"
          >
            {words.acceptRisk}
          </a>
        ) : null}
        <OpenIssue action={action} view={view} i18n={i18n} />
        <DossierLink on={{ kind: 'action', id: action.id }} dossier={view.dossier} i18n={i18n} />
      </div>
      <WhyForm kind="blocked" action={action} view={view} i18n={i18n} />
      <WhyForm kind="risk" action={action} view={view} i18n={i18n} />
    </div>
  );
};

/** The issue elsewhere, and what is wrong with it if something is. */
const Issue: FC<Props> = ({ action: { link }, i18n }) => {
  if (link === undefined) return null;
  const texts = planTexts(i18n.language);
  return (
    <p class="small">
      <span class="muted">
        {i18n.t.plan.link}
        {colon(i18n.language)}
      </span>
      <a href={link.url} rel="noreferrer">
        {issueName(link.url)}
      </a>
      {link.there === undefined ? null : <span class="muted"> · {texts.there[link.there]}</span>}
      {link.fault === undefined ? null : (
        <>
          {' '}
          <Badge tone="bad" icon="alert">
            {texts.linkFaults[link.fault]}
          </Badge>
        </>
      )}
    </p>
  );
};

/** The ways to open an issue for an action that has none. */
const OpenIssue: FC<Props> = ({ action, view, i18n }) =>
  action.link !== undefined || !view.may.edit || view.issueSites.length === 0 ? null : (
    <form {...clickForm(`/plans/${view.plan.number}/actions/${action.id}/issue`)} class="row">
      {view.issueSites.map((site) => (
        <button type="submit" name="site" value={site} class="bare small">
          {i18n.t.plan.openIssue(siteNames[site])}
        </button>
      ))}
    </form>
  );

/** The name that people give an issue: the end of its address. */
function issueName(url: string): string {
  const { host, pathname, hash } = new URL(url);
  const number = /[#&]id=(\d+)/.exec(hash)?.[1] ?? pathname.split('/').at(-1) ?? '';
  return `${host} ${/^\d+$/.test(number) ? `#${number}` : number}`.trim();
}

/** Asks for the words that go with a blocked action or an accepted risk. */
const WhyForm: FC<Props & { kind: 'blocked' | 'risk' }> = ({ kind, action, view, i18n }) => {
  if (!isOpen(view, `${kind}/${action.id}`)) return null;
  const words = i18n.t.plan;
  const [title, label, hint] =
    kind === 'risk'
      ? [words.acceptRisk, i18n.t.common.reason, words.acceptRiskHint]
      : [words.markBlocked, words.blockedWhy, words.blockedHint];
  return (
    <EditForm view={view} i18n={i18n} title={title} saveLabel={title} inside>
      <LongField view={view} i18n={i18n} name="why" label={label} hint={hint} rows={2} focus />
      {kind === 'risk' ? <NameField view={view} i18n={i18n} /> : null}
    </EditForm>
  );
};

const verificationTone: Readonly<Record<Action['verification'], Tone>> = {
  unverified: 'quiet',
  verified: 'good',
  regressed: 'bad',
};

/** The status, changed by one click; whether it worked is for the measurements to say. */
const Status: FC<Props> = ({ action, view, i18n }) => {
  const { status, verification } = action;
  return (
    <div class="status">
      <StatusPills item={action} room="actions" statuses={actionStatuses} view={view} i18n={i18n} />
      {status === 'done' || verification === 'regressed' ? (
        <span class={`verified small tone-${verificationTone[verification]}`}>
          {verificationText(action, i18n.language)}
        </span>
      ) : null}
    </div>
  );
};
