import { raw } from 'hono/html';
import type { Child, FC } from 'hono/jsx';
import { answersFault } from '../../plans/plan.ts';
import type { Refusal } from '../../platform/refusal.ts';
import { Findings } from '../begin/findings.page.tsx';
import { PlanRisks, RiskForm, RiskRow } from '../begin/risks.page.tsx';
import { OnPaper, TakeMenu } from '../components/list.page.tsx';
import { RefusalMessage } from '../components/refusal.page.tsx';
import { Terms } from '../components/term.page.tsx';
import { DossierForms } from '../dossier/dossier-forms.page.tsx';
import { DossierList, dossierListId } from '../dossier/dossier-list.page.tsx';
import type { Part } from '../live/live-channel.ts';
import { Crumbs, type Frame, Layout } from '../shell/layout.page.tsx';
import { subjectName } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';
import { PlanWatch } from './after/watch.page.tsx';
import { ActionRow, actionColumns } from './plan-actions.page.tsx';
import { PlanBlocking, PlanWarnings } from './plan-blocking.page.tsx';
import { PlanText } from './plan-cause.page.tsx';
import { PlanContents } from './plan-contents.page.tsx';
import { type PlanProps, partId } from './plan-field.page.tsx';
import { NewLog, NewReview, PlanClosing, PlanIndicators, PlanLog, PlanReviews } from './plan-follow.page.tsx';
import { PlanHead, PlanProgress } from './plan-head.page.tsx';
import { ImprovementRow, improvementColumns } from './plan-improvements.page.tsx';
import { PlanMatrix, PlanTop } from './plan-matrix.page.tsx';
import { NewWork, WorkTable } from './plan-row.page.tsx';
import { PlanSignatures, PlanTips } from './plan-sign.page.tsx';
import { PlanTasks, TaskRow } from './plan-tasks.page.tsx';
import { PlanTold } from './plan-told.page.tsx';
import { dossierView, type PlanView } from './plan-view.ts';
import { ActionForm, ImprovementForm } from './plan-work-form.page.tsx';

/**
 * Every piece of a plan's page, drawn: the page lays them out, edits and live updates send those that
 * changed.
 */
export function planParts(view: PlanView, i18n: I18n): Part[] {
  const { plan } = view;
  const both: PlanProps = { view, i18n };
  return [
    part(partId('head'), <PlanHead {...both} />),
    part('plan-progress', <PlanProgress {...both} />),
    part('plan-blocking', <PlanBlocking {...both} />),
    part('plan-warnings', <PlanWarnings {...both} />),
    part(partId('context'), <PlanText part="context" {...both} />),
    part(partId('cause'), <PlanText part="cause" {...both} />),
    part(partId('objective'), <PlanText part="objective" {...both} />),
    ...workParts(both),
    part('plan-matrix', <PlanMatrix {...both} />),
    part(partId('priorities'), <PlanTop {...both} />),
    part(partId('indicators'), <PlanIndicators {...both} />),
    part('plan-reviews', <PlanReviews {...both} />),
    part('plan-review', <NewReview {...both} />),
    part('plan-log', <PlanLog {...both} />),
    part(partId('log'), <NewLog {...both} />),
    part(partId('closing'), <PlanClosing {...both} />),
    part('plan-signatures', <PlanSignatures {...both} />),
    part('plan-watch', <PlanWatch {...both} />),
    part('plan-told', <PlanTold {...both} />),
    part(dossierListId(dossierView(view).on), <DossierList view={dossierView(view)} i18n={i18n} />),
    ...(plan.tasks ?? []).map((task) =>
      part(partId(`task/${task.id}`), <TaskRow task={task} {...both} />, 'tasks-body'),
    ),
  ];
}

/** The work of the plan, a piece a row: actions, improvements and risks, with a form for one more of each. */
function workParts(both: PlanProps): Part[] {
  const { plan } = both.view;
  const words = both.i18n.t.plan;
  return [
    ...plan.actions.map((action) =>
      part(partId(`action/${action.id}`), <ActionRow action={action} {...both} />, 'actions-body'),
    ),
    part(
      partId('action/new'),
      <NewWork part="action/new" label={words.addAction} form={<ActionForm {...both} />} {...both} />,
    ),
    ...plan.improvements.map((improvement) =>
      part(
        partId(`improvement/${improvement.id}`),
        <ImprovementRow improvement={improvement} {...both} />,
        'improvements-body',
      ),
    ),
    part(
      partId('improvement/new'),
      <NewWork
        part="improvement/new"
        label={words.addImprovement}
        form={<ImprovementForm {...both} />}
        {...both}
      />,
    ),
    ...(plan.risks ?? []).map((risk) =>
      part(partId(`hazard/${risk.id}`), <RiskRow risk={risk} {...both} />, 'risks-body'),
    ),
    part(
      partId('hazard/new'),
      <NewWork part="hazard/new" label={words.addRisk} form={<RiskForm {...both} />} {...both} />,
    ),
  ];
}

/** A piece of the page; `within` names the table whose row it is. */
function part(id: string, node: { toString: () => unknown }, within?: string): Part {
  return { id, html: String(node), within };
}

/** The pieces of a plan's page as they are laid out: each drawn once, by its id or as rows of a table. */
type Sheets = PlanProps & {
  readonly piece: (id: string) => Child;
  readonly rows: (table: string) => Child;
};

/** The plan: the document people know, on three sheets, with what it still needs beside it. */
export const PlanPage: FC<{
  frame: Frame;
  view: PlanView;
  live: string;
  /** Why a command was refused, where no script can say it. */
  refusal?: Refusal | undefined;
}> = ({ frame, view, live, refusal }) => {
  const { i18n } = frame;
  const { plan } = view;
  const parts = planParts(view, i18n);
  const drawn = new Map(parts.map(({ id, html }) => [id, html]));
  const sheets: Sheets = {
    view,
    i18n,
    piece: (id) => raw(drawn.get(id) ?? ''),
    rows: (table) => raw(parts.flatMap(({ within, html }) => (within === table ? [html] : [])).join('')),
  };
  const title = i18n.t.plan.title(plan.number, subjectName(plan.agent, view.set, i18n));
  return (
    <Layout frame={frame} title={title} section="plans" live={live}>
      <div class="no-print plan-top-row">
        <Crumbs href="/plans" label={i18n.t.shell.plans} />
        <TakeMenu address={`/plans/${plan.number}`} i18n={i18n} />
      </div>
      {refusal ? <RefusalMessage refusal={refusal} set={view.set} i18n={i18n} /> : null}
      <div class="plan">
        <div class="sheets">
          <WorkSheet {...sheets} />
          <PrioritySheet {...sheets} />
          <FollowUpSheet {...sheets} />
        </div>
        <aside class="plan-aside no-print" aria-label={i18n.t.plan.list.progress}>
          {sheets.piece('plan-progress')}
          {sheets.piece('plan-blocking')}
          {sheets.piece('plan-warnings')}
          <PlanContents view={view} i18n={i18n} />
          <div id="plan-said" />
        </aside>
      </div>
      <OnPaper address={`/plans/${plan.number}`} />
    </Layout>
  );
};

/** Only what answers a fault is corrected. */
function actionsTitle({ plan }: PlanView, { t }: I18n): string {
  return answersFault(plan) ? t.plan.actions : t.plan.anyActions;
}

/**
 * The first sheet: the event, its cause, and the corrective actions. What a plan has no use for keeps a
 * hidden place, or a live update of it would find none.
 */
const WorkSheet: FC<Sheets> = ({ view, i18n, piece, rows }) => (
  <Sheet page={1} view={view} i18n={i18n} title={piece(partId('head'))}>
    {piece(partId('context'))}
    <div hidden={!answersFault(view.plan) && !view.plan.rootCause}>{piece(partId('cause'))}</div>
    {piece(partId('objective'))}
    {view.plan.audit === undefined ? null : <Findings audit={view.plan.audit} i18n={i18n} />}
    <section aria-labelledby="actions">
      <h3 id="actions">{actionsTitle(view, i18n)}</h3>
      <WorkTable
        kind="actions"
        caption={actionsTitle(view, i18n)}
        columns={actionColumns({ view, i18n })}
        none={view.plan.actions.length === 0 ? i18n.t.plan.noAction : ''}
      >
        {rows('actions-body')}
      </WorkTable>
      <Terms of={['criterion', 'settling', 'holding', 'noData', 'proofTest']} i18n={i18n} />
      {piece(partId('action/new'))}
    </section>
  </Sheet>
);

/** The second sheet: improvements and priorities. */
const PrioritySheet: FC<Sheets> = ({ view, i18n, piece, rows }) => (
  <Sheet page={2} view={view} i18n={i18n}>
    <section aria-labelledby="improvements">
      <h3 id="improvements">{i18n.t.plan.improvements}</h3>
      <WorkTable
        kind="improvements"
        caption={i18n.t.plan.improvements}
        columns={improvementColumns({ view, i18n })}
        none={view.plan.improvements.length === 0 ? i18n.t.plan.noImprovement : ''}
      >
        {rows('improvements-body')}
      </WorkTable>
      {piece(partId('improvement/new'))}
    </section>
    {piece('plan-matrix')}
    {piece(partId('priorities'))}
  </Sheet>
);

/** How the plan is followed, who signs it, and what comes after. */
const FollowUpSheet: FC<Sheets> = ({ view, i18n, piece, rows }) => (
  <Sheet page={3} view={view} i18n={i18n}>
    {piece(partId('indicators'))}
    <div hidden={answersFault(view.plan) && !view.plan.risks}>
      <div class="stack">
        <PlanRisks view={view} i18n={i18n}>
          {rows('risks-body')}
        </PlanRisks>
        {piece(partId('hazard/new'))}
      </div>
    </div>
    <div class="follow">
      <div class="stack">
        {piece('plan-reviews')}
        {piece('plan-review')}
      </div>
      <div class="stack">
        {piece('plan-log')}
        {piece(partId('log'))}
      </div>
    </div>
    {piece(partId('closing'))}
    {piece('plan-signatures')}
    <PlanTasks view={view} i18n={i18n}>
      {rows('tasks-body')}
    </PlanTasks>
    {piece('plan-watch')}
    {piece('plan-told')}
    <section aria-labelledby="dossier" class="stack">
      <h3 id="dossier">{i18n.t.dossier.title}</h3>
      {piece(dossierListId(dossierView(view).on))}
      <DossierForms view={dossierView(view)} i18n={i18n} />
    </section>
    <PlanTips i18n={i18n} />
  </Sheet>
);

/**
 * The page's own title comes before its first sheet's heading, though the sheet shows it below: headings keep
 * their order.
 */
const Sheet: FC<PlanProps & { page: 1 | 2 | 3; title?: Child; children?: Child }> = (props) => {
  const { page, i18n } = props;
  return (
    <section class="card sheet" aria-labelledby={`sheet-${page}`}>
      {props.title}
      <header class="sheet-head">
        <h2 id={`sheet-${page}`}>
          {page}. {i18n.t.plan.sheets[page]}
        </h2>
        <a class="no-print small" href="#contents">
          ↑ {i18n.t.plan.contents}
        </a>
      </header>
      {props.children}
    </section>
  );
};
