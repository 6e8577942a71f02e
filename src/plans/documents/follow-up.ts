import { formatOf } from '../../language/format.ts';
import { capitalised } from '../../language/typography.ts';
import { type Block, type Cell, cell, heading, type Tone, titled } from '../blocks.ts';
import { followUpsAfterClosure, type MandateChange } from '../commands/followups.ts';
import { dueText } from '../due.ts';
import { nextStep } from '../gates.ts';
import type { Criterion, Signature } from '../plan.ts';
import { plannedReview, progressOf } from '../progress.ts';
import { planWarnings } from '../warnings.ts';
import { documentTexts } from './document-texts.ts';
import type { Scribe } from './scribe.ts';
import { noteText, planTexts, type Reader } from './texts.ts';
import {
  cadenceText,
  conditionText,
  criterionText,
  criterionValue,
  holdText,
  verdictText,
} from './wording.ts';

/** Page three: how the plan is followed and measured, who signs it, and what comes after. */
export function followUpPage(scribe: Scribe): readonly Block[] {
  const { plan, language } = scribe;
  const texts = documentTexts(language);
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

function followUpFacts({ plan, sources, language, name }: Scribe): Block {
  const { facts, progress, noReview } = documentTexts(language);
  const review = plannedReview(plan);
  const counts = progressOf(plan, sources.now);
  const share = formatOf(language).quantity(Math.round(counts.completion * 100) / 100, { unit: 'ratio' });
  return {
    kind: 'facts',
    rows: [
      { label: facts.cadence, value: cadenceText(plan, language) },
      {
        label: facts.nextReview,
        value: review === undefined ? noReview : dueText(review.dueAt, plan.timezone, language),
      },
      { label: facts.followedBy, value: name(plan.followedBy) },
      { label: facts.progress, value: progress({ ...counts, share }) },
    ],
  };
}

function warnings(scribe: Scribe): readonly Block[] {
  const found = planWarnings(scribe.plan, scribe.sources.now);
  if (found.length === 0) return [];
  const items = found.map((warning) => noteText(warning, readerOf(scribe)));
  return [{ kind: 'callout', tone: 'warning', title: documentTexts(scribe.language).attention, items }];
}

function whatIsMissing(scribe: Scribe): readonly Block[] {
  const next = nextStep(scribe.plan);
  if (next === undefined || next.missing.length === 0) return [];
  const items = next.missing.map((missing) => noteText(missing, readerOf(scribe)));
  const title = documentTexts(scribe.language).missingFor[next.step];
  return [{ kind: 'callout', tone: 'warning', title, items }];
}

function heldReviews({ plan, language, name, date }: Scribe): readonly Block[] {
  const { headings, columns, none } = documentTexts(language);
  const held = plan.reviews.flatMap(({ heldAt, by, comment }) =>
    heldAt === undefined
      ? []
      : [[cell(date(heldAt)), cell(by === undefined ? none : name(by)), cell(comment ?? none)]],
  );
  return tableOf(headings.reviews, [columns.date, columns.by, columns.comment], held);
}

function followUpLog({ plan, language, name, date }: Scribe): readonly Block[] {
  const { headings, columns, none } = documentTexts(language);
  const entries = plan.log.map(({ at, by, result, comment }) => [
    cell(date(at)),
    cell(name(by)),
    cell(result),
    cell(comment ?? none),
  ]);
  return tableOf(headings.log, [columns.date, columns.by, columns.result, columns.comment], entries);
}

function acceptedRisks({ plan, language, name, date }: Scribe): readonly Block[] {
  const { headings, columns } = documentTexts(language);
  const risks = plan.acceptedRisks.map(({ action, by, at, reason }) => [
    cell(action),
    cell(name(by)),
    cell(date(at)),
    cell(reason),
  ]);
  return tableOf(headings.risks, [columns.action, columns.by, columns.date, columns.reason], risks);
}

function tableOf(
  title: string,
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
): readonly Block[] {
  return titled(title, rows.length === 0 ? [] : [{ kind: 'table', columns, rows }]);
}

/** The plan's own indicators, and the one that every plan has: all its actions done. */
function indicatorTable(scribe: Scribe): Block {
  const { plan, sources, language } = scribe;
  const { columns, none, allActionsBy, doneOf, noDue } = documentTexts(language);
  const counts = progressOf(plan, sources.now);
  const due = plan.targetAt === undefined ? noDue : dueText(plan.targetAt, plan.timezone, language);
  const complete = counts.actions > 0 && counts.completion === 1;
  const { met, pending, failed } = planTexts(language).verdicts;
  return {
    kind: 'table',
    columns: [columns.indicator, columns.value, columns.verdict],
    rows: [
      ...plan.indicators.map((indicator) => [
        cell(capitalised(criterionText(indicator.spec, scribe))),
        cell(indicator.value === undefined ? none : criterionValue(indicator.spec, indicator.value, scribe)),
        cell(
          indicator.state.verdict === 'failed' ? failed : verdictText(indicator, scribe),
          toneOf(indicator),
        ),
      ]),
      [
        cell(allActionsBy(due)),
        cell(doneOf(counts.done + counts.accepted, counts.actions)),
        cell(complete ? met : pending, complete ? 'good' : undefined),
      ],
    ],
  };
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

function signatureTable({ plan, language, sources, name, dateTime }: Scribe): Block {
  const { columns, signedOn, signedFor, toSign } = documentTexts(language);
  const { signers } = planTexts(language);
  const signature = (as: Signature['as'], step: Signature['for'], expected: string): Cell => {
    const given = plan.signatures.find((each) => each.as === as && each.for === step);
    if (given === undefined) return cell(toSign, 'muted');
    const when = dateTime(given.at);
    return cell(given.person === expected ? signedOn(when) : signedFor(name(given.person), when), 'good');
  };
  const row = (as: Signature['as'], person: string): readonly Cell[] => {
    const title = sources.people.get(person)?.title;
    return [
      cell(capitalised(signers[as])),
      cell(title === undefined ? name(person) : [name(person), title]),
      signature(as, 'activation', person),
      signature(as, 'closure', person),
    ];
  };
  return {
    kind: 'table',
    columns: [columns.role, columns.name, columns.activation, columns.closure],
    rows: [row('owner', plan.owner), row('approver', plan.approver)],
  };
}

function afterClosure(scribe: Scribe): Block {
  const { plan, sources, language } = scribe;
  const texts = documentTexts(language);
  const followUps = followUpsAfterClosure(plan.agent, sources.ruleSetThen, sources.ruleSet);
  const items = followUps.map((followUp) =>
    texts.after(
      followUp.code,
      'changes' in followUp ? followUp.changes.map((change) => changeText(change, scribe)) : [],
    ),
  );
  const kept = !followUps.some(({ reference }) => reference === 'ACF-12');
  return { kind: 'list', ordered: false, items: kept ? [...items, texts.mandateKept] : items };
}

function changeText(change: MandateChange, scribe: Scribe): string {
  const texts = documentTexts(scribe.language);
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

function readerOf({ language, timezone, sources }: Scribe): Reader {
  return { language, timezone, nameOf: (person) => sources.people.get(person)?.name };
}
