import { type Block, type Cell, cell, facts, heading, type Tone, table, titled } from '../blocks.ts';
import { attributedOf } from '../criteria/hold.ts';
import type { Addition } from '../hypothesis.ts';
import {
  type Action,
  type ActionStatus,
  answersFault,
  type Criterion,
  type Improvement,
  type Plan,
} from '../plan.ts';
import { isOverdue } from '../progress.ts';
import { auditBlocks } from './audit.ts';
import type { DocumentTexts } from './document-texts.fr.ts';
import type { Scribe } from './scribe.ts';
import { criterionText, verdictText, verificationText } from './wording.ts';

/** Page one, below the head: what happened and why, what is aimed at, and what is done about it. */
export function casePage(scribe: Scribe): readonly Block[] {
  const { plan, texts } = scribe;
  const { headings } = texts;
  return [
    facts(1, [
      [texts.facts.description, plan.context],
      ...(plan.additions ?? []).map((addition) => additionFact(addition, scribe)),
      ...(plan.rootCause === undefined && !answersFault(plan) ? [] : [rootCauseFact(plan, texts)]),
    ]),
    // Once the cause is known they are history.
    ...(plan.hypotheses.length === 0 || plan.rootCause !== undefined
      ? []
      : titled(headings.hypotheses, [
          { kind: 'list', ordered: false, items: plan.hypotheses.map(({ text }) => text) },
        ])),
    ...(plan.objective === undefined
      ? []
      : [{ kind: 'box', label: texts.facts.objective, text: plan.objective } as const]),
    ...(plan.audit === undefined ? [] : auditBlocks(plan.audit, scribe)),
    heading(2, answersFault(plan) ? headings.actions : headings.anyActions),
    ...(plan.actions.length === 0
      ? [{ kind: 'paragraph', text: texts.noActions, tone: 'warning' } as const]
      : actionTables(plan, scribe)),
  ];
}

function rootCauseFact({ rootCause }: Plan, texts: DocumentTexts): readonly [string, string, Tone?] {
  if (rootCause !== undefined) return [texts.facts.rootCause, rootCause];
  return [texts.facts.rootCause, texts.rootCauseOpen, 'warning'];
}

/** Recurrences and news since the plan was signed, with what they may come from. */
function additionFact(
  { at, incident, text, hypotheses }: Addition,
  { plan, texts, date }: Scribe,
): readonly [label: string, value: string] {
  const label = texts.added(incident === plan.incident ? undefined : incident, date(at));
  return [label, [text, ...hypotheses.map((hypothesis) => `• ${hypothesis.text}`)].join('\n')];
}

/** The actions, those of a phase together under its title. */
function actionTables({ actions }: Plan, scribe: Scribe): readonly Block[] {
  const phases = [...new Set(actions.map(({ phase }) => phase))];
  return phases.flatMap((phase) => {
    const own = actionTable(
      actions.filter((action) => action.phase === phase),
      scribe,
    );
    if (phases.length === 1 && phase === undefined) return [own];
    return [heading(3, phase ?? scribe.texts.headings.otherActions), own];
  });
}

function actionTable(actions: readonly Action[], scribe: Scribe): Block {
  const { columns } = scribe.texts;
  return table(
    [
      [columns.number, 6],
      [columns.action, 29],
      [columns.owner, 14],
      [columns.due, 11],
      [columns.criteria, 26],
      [columns.state, 14],
    ],
    actions.map((action) => [
      action.id,
      actionCell(action, scribe),
      ownerCell(action, scribe),
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

/** The person who answers for an action or an improvement. */
export function ownerCell({ owner }: Action | Improvement, { name }: Scribe): Cell {
  return cell(name(owner), owner === undefined ? 'warning' : undefined);
}

/** When an action or an improvement is due, or how often it recurs. */
export function dueCell(item: Action | Improvement, { plan, sources, words, due }: Scribe): Cell {
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

/** A status is told by its colour, its sign and its word. */
const statusLook: Readonly<Record<ActionStatus, { readonly sign: string; readonly fill: Tone }>> = {
  todo: { sign: '○', fill: 'muted' },
  in_progress: { sign: '►', fill: 'info' },
  blocked: { sign: '■', fill: 'bad' },
  done: { sign: '✓', fill: 'good' },
};

/** How far an action or an improvement is; of an action also whether it has helped. */
export function stateCell(item: Action | Improvement, { plan, texts, words, language }: Scribe): Cell {
  const { sign, fill } = statusLook[item.status];
  const status = `${sign} ${words.statuses[item.status]}`;
  if (!('verification' in item)) return { title: status, lines: [], fill };
  const { verification, blockedWhy } = item;
  const shown = item.status === 'done' || verification !== 'unverified';
  const isAccepted = plan.acceptedRisks.some((risk) => risk.action === item.id);
  const lines = [
    ...(blockedWhy === undefined ? [] : [blockedWhy]),
    ...(shown ? [verificationText(item, language)] : []),
    ...(isAccepted ? [texts.riskAccepted] : []),
  ];
  return { title: status, lines, fill: verification === 'regressed' ? 'bad' : fill };
}
