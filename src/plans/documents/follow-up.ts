import { isUnresolved } from '../../incidents/incident.ts';
import { formatOf } from '../../language/format.ts';
import { capitalised } from '../../language/typography.ts';
import type { Missing } from '../../platform/refusal.ts';
import { type Block, type Cell, cell, facts, heading, type Tone, table, titled } from '../blocks.ts';
import { type ClosureFollowUp, followUpsAfterClosure, type MandateChange } from '../commands/followups.ts';
import { nextStep } from '../gates.ts';
import { type Criterion, incidentAtWork, type Signature, type Task } from '../plan.ts';
import { isTaskOverdue, plannedReview, progressOf } from '../progress.ts';
import { planWarnings } from '../warnings.ts';
import type { Scribe } from './scribe.ts';
import { noteText, type Reader } from './texts.ts';
import {
  cadenceText,
  conditionText,
  criterionText,
  criterionValue,
  holdText,
  verdictText,
  verifiedText,
} from './wording.ts';

/** Page three: how the plan is followed and measured, who signs it, and what comes after. */
export function followUpPage(scribe: Scribe): readonly Block[] {
  const { plan, texts } = scribe;
  const { headings } = texts;
  const text = (title: string, body: string | undefined): readonly Block[] =>
    body === undefined ? [] : [heading(2, title), { kind: 'paragraph', text: body }];
  return [
    heading(2, headings.followUp),
    followUpFacts(scribe),
    ...warnings(scribe),
    ...heldReviews(scribe),
    ...followUpLog(scribe),
    ...acceptedRisks(scribe),
    ...text(headings.recommendations, plan.recommendations),
    heading(2, headings.indicators),
    indicatorTable(scribe),
    ...text(headings.summary, plan.closingSummary),
    heading(2, headings.signatures),
    ...whatIsMissing(scribe),
    signatureTable(scribe),
    heading(2, headings.practice),
    { kind: 'callout', tone: 'info', title: texts.practice.do, items: texts.doItems },
    { kind: 'callout', tone: 'warning', title: texts.practice.dont, items: texts.dontItems },
    heading(2, headings.afterClosure),
    afterClosure(scribe),
  ];
}

function followUpFacts({ plan, sources, language, texts, name, due }: Scribe): Block {
  const labels = texts.facts;
  const review = plannedReview(plan);
  const counts = progressOf(plan, sources.now);
  const share = formatOf(language).share(counts.completion);
  return facts([
    [labels.cadence, cadenceText(plan, language)],
    [labels.nextReview, review === undefined ? texts.noReview : due(review.dueAt)],
    [labels.followedBy, name(plan.followedBy)],
    [
      labels.progress,
      texts.progress({ ...counts, verified: verifiedText(counts.verifiedBy, language), share }),
    ],
  ]);
}

function warnings(scribe: Scribe): readonly Block[] {
  const { incident } = scribe.sources;
  const isIncidentOpen = isUnresolved(incident) && incident.number === incidentAtWork(scribe.plan);
  return attention(
    scribe.texts.attention,
    planWarnings(scribe.plan, scribe.sources.now, { isIncidentOpen }),
    scribe,
  );
}

function whatIsMissing(scribe: Scribe): readonly Block[] {
  const next = nextStep(scribe.plan);
  return next === undefined ? [] : attention(scribe.texts.missingFor[next.step], next.missing, scribe);
}

function attention(
  title: string,
  notes: readonly Missing[],
  { language, timezone, sources }: Scribe,
): readonly Block[] {
  if (notes.length === 0) return [];
  const reader: Reader = { language, timezone, nameOf: (person) => sources.people.get(person)?.name };
  return [{ kind: 'callout', tone: 'warning', title, items: notes.map((note) => noteText(note, reader)) }];
}

function heldReviews({ plan, texts, name, date }: Scribe): readonly Block[] {
  const { headings, columns, none } = texts;
  const held = plan.reviews.flatMap(({ heldAt, by, comment }) =>
    heldAt === undefined ? [] : [[date(heldAt), by === undefined ? none : name(by), comment ?? none]],
  );
  return tableOf(headings.reviews, [columns.date, columns.by, columns.comment], held);
}

function followUpLog({ plan, texts, name, date }: Scribe): readonly Block[] {
  const { headings, columns, none } = texts;
  const entries = plan.log.map(({ at, by, result, comment }) => [
    date(at),
    name(by),
    result,
    comment ?? none,
  ]);
  return tableOf(headings.log, [columns.date, columns.by, columns.result, columns.comment], entries);
}

function acceptedRisks({ plan, texts, name, date }: Scribe): readonly Block[] {
  const { headings, columns } = texts;
  const risks = plan.acceptedRisks.map(({ action, by, at, reason }) => [action, name(by), date(at), reason]);
  return tableOf(headings.risks, [columns.action, columns.by, columns.date, columns.reason], risks);
}

function tableOf(
  title: string,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): readonly Block[] {
  return titled(title, rows.length === 0 ? [] : [table(columns, rows)]);
}

/** The plan's own indicators, and the one that every plan has: all its actions done. */
function indicatorTable(scribe: Scribe): Block {
  const { plan, sources, texts, due } = scribe;
  const { columns, none, allActionsBy, doneOf } = texts;
  const counts = progressOf(plan, sources.now);
  const complete = counts.actions > 0 && counts.completion === 1;
  const { met, pending, failed } = scribe.words.verdicts;
  return table(
    [columns.indicator, columns.value, columns.verdict],
    [
      ...plan.indicators.map((indicator) => [
        capitalised(criterionText(indicator.spec, scribe)),
        indicator.value === undefined ? none : criterionValue(indicator.spec, indicator.value, scribe),
        cell(
          indicator.state.verdict === 'failed' ? failed : verdictText(indicator, scribe),
          toneOf(indicator),
        ),
      ]),
      [
        allActionsBy(due(plan.targetAt)),
        doneOf(counts.done + counts.accepted, counts.actions),
        cell(complete ? met : pending, complete ? 'good' : undefined),
      ],
    ],
  );
}

function toneOf({ state }: Criterion): Tone | undefined {
  switch (state.verdict) {
    case 'met':
      return 'good';
    case 'failed':
    case 'error':
      return 'bad';
    case 'no_data':
      return 'warning';
    case 'pending':
    case 'holding':
      return undefined;
    default:
      return state satisfies never;
  }
}

function signatureTable({ plan, texts, words, sources, name, dateTime }: Scribe): Block {
  const { columns, signedOn, signedFor, toSign } = texts;
  const signature = (as: Signature['as'], step: Signature['for'], expected: string): Cell => {
    const given = plan.signatures.find((each) => each.as === as && each.for === step);
    if (given === undefined) return cell(toSign, 'muted');
    const when = dateTime(given.at);
    return cell(given.person === expected ? signedOn(when) : signedFor(name(given.person), when), 'good');
  };
  const row = (as: Signature['as'], person: string) => {
    const title = sources.people.get(person)?.title;
    return [
      capitalised(words.signers[as]),
      cell(title === undefined ? name(person) : [name(person), title]),
      signature(as, 'activation', person),
      signature(as, 'closure', person),
    ];
  };
  return table(
    [columns.role, columns.name, columns.activation, columns.closure],
    [row('owner', plan.owner), row('approver', plan.approver)],
  );
}

function afterClosure(scribe: Scribe): Block {
  const { plan, sources, texts } = scribe;
  if (plan.tasks !== undefined && plan.tasks.length > 0) return taskTable(plan.tasks, scribe);
  const followUps = followUpsAfterClosure(plan.agent, sources.ruleSetThen, sources.ruleSet);
  const items = followUps.map((followUp) => followUpText(followUp, scribe));
  const kept = !followUps.some(({ reference }) => reference === 'ACF-12');
  return { kind: 'list', ordered: false, items: kept ? [...items, texts.mandateKept] : items };
}

/** Once the plan has been closed: what must follow, by whom and by when. */
function taskTable(tasks: readonly Task[], scribe: Scribe): Block {
  const { texts, name, due, date, sources } = scribe;
  const { columns } = texts;
  return table(
    [columns.number, columns.task, columns.owner, columns.due, columns.state],
    tasks.map((task) => [
      task.id,
      followUpText(task.followUp, scribe),
      name(task.owner),
      cell(due(task.dueAt), isTaskOverdue(task, sources.now) ? 'bad' : undefined),
      task.doneAt === undefined ? texts.taskOpen : cell(texts.taskDone(date(task.doneAt)), 'good'),
    ]),
  );
}

function followUpText(followUp: ClosureFollowUp, scribe: Scribe): string {
  const changes = 'changes' in followUp ? followUp.changes.map((change) => changeText(change, scribe)) : [];
  return scribe.texts.after(followUp.code, changes);
}

function changeText(change: MandateChange, scribe: Scribe): string {
  const { texts } = scribe;
  if (change.kind === 'scope') return texts.scopeChanged;
  const [before, after] = [change.before, change.after].map((conditions) =>
    conditions
      ?.map((condition) => {
        const text = conditionText(condition, scribe);
        return condition.window === undefined
          ? text
          : `${text} (${holdText(condition.window.lengthMs, scribe.language)})`;
      })
      .join(', '),
  );
  if (after === undefined) return texts.ruleRemoved(change.rule);
  if (before === after) return texts.effectChanged(change.rule);
  return before === undefined
    ? texts.ruleAdded(change.rule, after)
    : texts.ruleChanged(change.rule, before, after);
}
