import { formatOf } from '../../language/format.ts';
import { capitalised } from '../../language/typography.ts';
import { type Block, type Cell, cell, heading, type Tone, table, titled } from '../blocks.ts';
import { attributedOf } from '../criteria/hold.ts';
import { costOfInaction } from '../drafting/context.ts';
import type { Action, Addition, AuditFacts, Criterion, Improvement } from '../plan.ts';
import { type Placed, priorityMatrix, type Quadrant, topThree } from '../priority.ts';
import { isOverdue } from '../progress.ts';
import type { Scribe } from './scribe.ts';
import { criterionText, verdictText, verificationText } from './wording.ts';

/** Page one: what happened and why, and what is done about it. */
export function contextPage(scribe: Scribe): readonly Block[] {
  const { plan, texts } = scribe;
  const { headings, facts } = texts;
  return [
    heading(2, headings.context),
    { kind: 'paragraph', text: plan.context },
    ...(plan.additions ?? []).flatMap((addition) => additionBlocks(addition, scribe)),
    ...(plan.objective === undefined
      ? []
      : [{ kind: 'paragraph' as const, label: facts.objective, text: plan.objective }]),
    ...(plan.audit === undefined ? [] : auditBlocks(plan.audit, scribe)),
    ...(plan.hypotheses.length === 0
      ? []
      : [
          heading(3, headings.hypotheses),
          { kind: 'list' as const, ordered: false, items: plan.hypotheses.map(({ text }) => text) },
        ]),
    plan.rootCause === undefined
      ? { kind: 'paragraph', label: facts.rootCause, text: texts.rootCauseOpen, tone: 'warning' }
      : { kind: 'paragraph', label: facts.rootCause, text: plan.rootCause },
    heading(2, headings.actions),
    plan.actions.length === 0
      ? { kind: 'paragraph', text: texts.noActions, tone: 'warning' }
      : actionTable(plan.actions, scribe),
  ];
}

/** What came back, or came to light, after the plan was signed. */
function additionBlocks(
  { at, incident, text, hypotheses }: Addition,
  { plan, texts, date }: Scribe,
): Block[] {
  const label = texts.added(incident === plan.incident ? undefined : incident, date(at));
  const items = hypotheses.map((hypothesis) => hypothesis.text);
  return [
    { kind: 'paragraph', label, text },
    ...(items.length === 0 ? [] : [{ kind: 'list' as const, ordered: false, items }]),
  ];
}

/** Page two: what lasts, and what comes first. */
export function priorityPage(scribe: Scribe): readonly Block[] {
  const { plan, texts } = scribe;
  const first = topThree(plan);
  return [
    heading(2, texts.headings.improvements),
    plan.improvements.length === 0
      ? { kind: 'paragraph', text: texts.noImprovements, tone: 'muted' }
      : improvementTable(plan.improvements, scribe),
    heading(2, texts.headings.priorities),
    matrixTable(scribe),
    heading(3, texts.headings.topThree),
    first.length === 0
      ? { kind: 'paragraph', text: texts.nothingOpen, tone: 'muted' }
      : { kind: 'list', ordered: true, items: first.map((item) => topItem(item, scribe)) },
  ];
}

function auditBlocks(audit: AuditFacts, { language, texts }: Scribe): readonly Block[] {
  const { headings, columns, facts } = texts;
  const euros = (amount: number) => formatOf(language).quantity(amount, { unit: 'currency' });
  const pains = table(
    [columns.pain, columns.yearlyCost],
    [
      ...audit.pains.map(({ text, yearlyCost }) => [text, euros(yearlyCost)]),
      [facts.total, euros(costOfInaction(audit))],
    ],
  );
  const gain: readonly Block[] =
    audit.expectedGain === undefined
      ? []
      : [{ kind: 'paragraph', label: facts.gain, text: euros(audit.expectedGain) }];
  return [
    ...titled(headings.costs, audit.pains.length === 0 ? [] : [pains]),
    ...gain,
    ...titled(
      headings.phases,
      audit.phases.flatMap(({ title, items }): Block[] => [
        { kind: 'paragraph', text: title },
        { kind: 'list', ordered: false, items },
      ]),
    ),
  ];
}

function actionTable(actions: readonly Action[], scribe: Scribe): Block {
  const { columns } = scribe.texts;
  return table(
    [columns.number, columns.action, columns.owner, columns.due, columns.criteria, columns.state],
    actions.map((action) => [
      action.id,
      actionCell(action, scribe),
      cell(scribe.name(action.owner), action.owner === undefined ? 'warning' : undefined),
      dueCell(action, scribe),
      criteriaCell(action.criteria, scribe),
      stateCell(action, scribe),
    ]),
  );
}

function actionCell(action: Action, { texts }: Scribe): Cell {
  return cell([
    action.title,
    ...(action.resources === undefined ? [] : [texts.resources(action.resources)]),
    ...action.checklists.map(({ id, items }) =>
      texts.checklist(id, items.filter(({ doneAt }) => doneAt !== undefined).length, items.length),
    ),
  ]);
}

function dueCell(item: Action | Improvement, { plan, sources, words, due }: Scribe): Cell {
  const recurrence = 'recurrence' in item ? item.recurrence : undefined;
  if (item.dueAt === undefined && recurrence !== undefined) return cell(words.recurrences[recurrence]);
  if (item.dueAt === undefined) return cell(due(undefined), 'warning');
  return cell(due(item.dueAt), isOverdue(plan, item, sources.now) ? 'bad' : undefined);
}

function criteriaCell(criteria: readonly Criterion[], scribe: Scribe): Cell {
  if (criteria.length === 0) return cell(scribe.texts.noCriterion, 'warning');
  return cell(
    criteria.map((criterion) => {
      const text = criterionText(criterion.spec, scribe);
      const isOpen = criterion.state.verdict === 'pending' && attributedOf(criterion.state) !== false;
      return isOpen ? text : `${text} (${verdictText(criterion, scribe)})`;
    }),
  );
}

function stateCell(action: Action, { plan, texts, words, language }: Scribe): Cell {
  const { statuses } = words;
  const status = action.blockedWhy === undefined ? statuses[action.status] : texts.blocked(action.blockedWhy);
  const shown = action.status === 'done' || action.verification !== 'unverified';
  const isAccepted = plan.acceptedRisks.some((risk) => risk.action === action.id);
  const lines = [
    status,
    ...(shown ? [verificationText(action, language)] : []),
    ...(isAccepted ? [texts.riskAccepted] : []),
  ];
  return cell(lines, toneOf(action));
}

function toneOf({ status, verification }: Action): Tone | undefined {
  if (verification === 'regressed' || status === 'blocked') return 'bad';
  return verification === 'verified' ? 'good' : undefined;
}

function improvementTable(improvements: readonly Improvement[], scribe: Scribe): Block {
  const { columns } = scribe.texts;
  return table(
    [columns.number, columns.improvement, columns.benefit, columns.owner, columns.due, columns.state],
    improvements.map((improvement) => [
      improvement.id,
      improvement.title,
      improvement.benefit,
      scribe.name(improvement.owner),
      dueCell(improvement, scribe),
      scribe.words.statuses[improvement.status],
    ]),
  );
}

function matrixTable({ plan, texts, words }: Scribe): Block {
  const { efforts, impacts, quadrants } = words;
  const matrix = priorityMatrix(plan);
  const quadrant = (which: Quadrant): Cell => ({
    title: capitalised(quadrants[which]),
    lines:
      matrix[which].length === 0
        ? [texts.nothingPlaced]
        : matrix[which].map(({ id, title, status }) => texts.placed(id, title, status === 'done')),
  });
  return table(
    ['', capitalised(efforts.low), capitalised(efforts.high)],
    [
      [capitalised(impacts.high), quadrant('quick_win'), quadrant('major_project')],
      [capitalised(impacts.low), quadrant('if_time_permits'), quadrant('avoid')],
    ],
  );
}

function topItem(item: Placed & Pick<Action, 'owner'>, { texts, name, due }: Scribe): string {
  return texts.topItem(item.title, name(item.owner), due(item.dueAt));
}
