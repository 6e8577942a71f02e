import { formatOf } from '../../language/format.ts';
import { capitalised } from '../../language/typography.ts';
import type { Missing } from '../../platform/refusal.ts';
import { type Block, type Cell, cell, facts, heading, type Tone, table } from '../blocks.ts';
import type { FollowUp } from '../follow-up.ts';
import { besidesSignatures, whatBlocksActivation } from '../gates.ts';
import { allCriteria, type Criterion, type Signature, signedSteps, signerRoles } from '../plan.ts';
import { plannedReview, progressOf } from '../progress.ts';
import { planWarnings } from '../warnings.ts';
import { afterClosure } from './after-closure.ts';
import { auditNotes } from './audit.ts';
import { dossierBlocks } from './dossier.ts';
import type { Scribe } from './scribe.ts';
import type { Texts } from './texts.fr.ts';
import { noteText, type Reader } from './texts.ts';
import {
  cadenceText,
  conditionText,
  criterionText,
  criterionValue,
  verdictText,
  verifiedText,
} from './wording.ts';

/** Page three: how the plan is followed and measured, who answers for it, and what comes next. */
export function followUpPage(scribe: Scribe): readonly Block[] {
  const { plan, texts } = scribe;
  const { headings, practice } = texts;
  const text = (title: string, body: string | undefined): readonly Block[] =>
    body === undefined ? [] : [heading(2, title), { kind: 'paragraph', text: body }];
  return [
    heading(2, headings.followUp),
    followUpFacts(scribe),
    ...warnings(scribe),
    heading(2, headings.indicators),
    indicatorTable(scribe),
    ...followUpLog(scribe),
    ...evidenceAndComments(scribe),
    ...watchedRisks(scribe),
    ...acceptedRisks(scribe),
    ...text(headings.recommendations, plan.recommendations),
    ...text(headings.summary, plan.closingSummary),
    heading(2, headings.signatures),
    ...whatIsMissing(scribe),
    signatureTable(scribe),
    {
      kind: 'pair',
      sides: [
        { kind: 'callout', tone: 'good', title: practice.do, items: texts.doItems },
        { kind: 'callout', tone: 'warning', title: practice.dont, items: texts.dontItems },
      ],
    },
    heading(2, headings.afterClosure),
    ...afterClosure(scribe),
    ...auditNotes(scribe),
  ];
}

function followUpFacts(scribe: Scribe): Block {
  const { plan, sources, language, texts, name, due } = scribe;
  const labels = texts.facts;
  const review = plannedReview(plan);
  const counts = progressOf(plan, sources.now);
  const share = formatOf(language).share(counts.completion);
  const verified = verifiedText(counts.verifiedBy, language);
  const aims = [
    ...plan.indicators.map((indicator) => aimText(indicator, scribe)),
    texts.allActionsBy(due(plan.targetAt)),
  ];
  return facts(1, [
    [labels.cadence, cadenceText(plan, language)],
    [labels.nextReview, review === undefined ? texts.noReview : due(review.dueAt)],
    [labels.followedBy, name(plan.followedBy)],
    [labels.indicators, capitalised(aims.join(' · '))],
    [labels.progress, texts.progress({ ...counts, verified, share })],
  ]);
}

function warnings(scribe: Scribe): readonly Block[] {
  return attention(
    scribe.texts.attention,
    planWarnings(scribe.plan, scribe.sources.now, scribe.sources),
    scribe,
  );
}

/** An indicator in the one line of all: what it must be; over which window is said where it is measured. */
function aimText({ spec }: Criterion, scribe: Scribe): string {
  return spec.kind === 'metric' ? conditionText(spec.condition, scribe) : criterionText(spec, scribe);
}

/** Of a draft, what it lacks besides signatures; of a plan under way the tables say it. */
function whatIsMissing(scribe: Scribe): readonly Block[] {
  const { plan, texts } = scribe;
  const missing = plan.state === 'draft' ? besidesSignatures(whatBlocksActivation(plan)) : [];
  return attention(texts.missing, missing, scribe);
}

function attention(title: string, notes: readonly Missing[], scribe: Scribe): readonly Block[] {
  if (notes.length === 0) return [];
  const { language, timezone, sources } = scribe;
  const reader: Reader = { language, timezone, nameOf: (person) => sources.people.get(person)?.name };
  const items = notes.map((note) => noteText({ ...note, at: placeText(note.at ?? '', scribe) }, reader));
  return [{ kind: 'callout', tone: 'warning', title, items }];
}

/** A criterion by what it says: no table of the document shows its number. */
function placeText(at: string, scribe: Scribe): string {
  const criterion = allCriteria(scribe.plan).find(({ id }) => id === at);
  return criterion === undefined ? at : scribe.texts.quoted(aimText(criterion, scribe));
}

/** Reviews held and results noted, as they came. */
function followUpLog(scribe: Scribe): readonly Block[] {
  const { plan, texts, words, name, date, due } = scribe;
  const { headings, columns, none, reviewHeld } = texts;
  const reviews = plan.reviews.flatMap(({ heldAt, by, comment }) =>
    heldAt === undefined ? [] : [{ at: heldAt, by, result: reviewHeld, comment }],
  );
  const noted = plan.log.map((entry) => ({ ...entry, result: logText(entry, words, due) }));
  const entries = [...reviews, ...noted].sort((a, b) => a.at - b.at);
  return tableOf(
    headings.log,
    [
      [columns.date, 11],
      [columns.by, 17],
      [columns.result, 40],
      [columns.comment, 32],
    ],
    entries.map(({ at, by, result, comment }) => [
      date(at),
      by === undefined ? none : name(by),
      result,
      comment ?? none,
    ]),
  );
}

/** A result as it was noted; one of a review says of which action, and what was decided on it. */
export function logText(
  entry: FollowUp,
  words: Pick<Texts, 'decisions'>,
  day: (dueAt: number) => string,
): string {
  const { action, result } = entry;
  const decided = decisionText(entry, words, day);
  return action === undefined || decided === undefined ? result : `${action} · ${decided} · ${result}`;
}

/** The decision of a review on an action, with the new date where it is one; none of other results. */
export function decisionText(
  { decision, dueAt }: Pick<FollowUp, 'decision' | 'dueAt'>,
  { decisions }: Pick<Texts, 'decisions'>,
  day: (dueAt: number) => string,
): string | undefined {
  if (decision === undefined) return undefined;
  return dueAt === undefined ? decisions[decision] : `${decisions[decision]} ${day(dueAt)}`;
}

function evidenceAndComments({ sources, texts, name, dateTime }: Scribe): readonly Block[] {
  const { dossier = { exhibits: [], comments: [] }, people } = sources;
  return dossierBlocks(dossier, { texts, people, name: (by) => name(by.replace(/^person:/, '')), dateTime });
}

function watchedRisks({ plan, texts, words, name }: Scribe): readonly Block[] {
  const { headings, columns, none } = texts;
  return tableOf(
    headings.watched,
    [
      [columns.number, 9],
      [columns.risk, 34],
      [columns.mitigation, 31],
      [columns.owner, 14],
      [columns.state, 12],
    ],
    (plan.risks ?? []).map(({ id, text, mitigation = none, owner, state }) => [
      id,
      text,
      mitigation,
      owner === undefined ? none : name(owner),
      words.riskStates[state],
    ]),
  );
}

function acceptedRisks({ plan, texts, name, date }: Scribe): readonly Block[] {
  const { headings, columns } = texts;
  return tableOf(
    headings.risks,
    [
      [columns.action, 10],
      [columns.by, 18],
      [columns.date, 12],
      [columns.reason, 60],
    ],
    plan.acceptedRisks.map(({ action, by, at, reason }) => [action, name(by), date(at), reason]),
  );
}

function tableOf(
  title: string,
  columns: Parameters<typeof table>[0],
  rows: readonly (readonly string[])[],
): readonly Block[] {
  return rows.length === 0 ? [] : [heading(2, title), table(columns, rows)];
}

/** Where the plan's own indicators are, and the one that every plan has: all its actions done. */
function indicatorTable(scribe: Scribe): Block {
  const { plan, sources, texts, due } = scribe;
  const { columns, none, allActionsBy, doneOf } = texts;
  const counts = progressOf(plan, sources.now);
  const complete = counts.actions > 0 && counts.completion === 1;
  const { met, pending, failed } = scribe.words.verdicts;
  return table(
    [
      [columns.indicator, 60],
      [columns.value, 18],
      [columns.verdict, 22],
    ],
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

/** Names, functions and dates; where nobody has signed yet, there is room to do it by hand. */
function signatureTable({ plan, texts, words, sources, name, dateTime }: Scribe): Block {
  const { columns, signedOn, signedFor, toSign } = texts;
  const signature = (as: Signature['as'], step: Signature['for'], expected: string): Cell => {
    const given = plan.signatures.find((each) => each.as === as && each.for === step);
    if (given === undefined) return cell(toSign, 'muted');
    const when = dateTime(given.at);
    return cell(given.person === expected ? signedOn(when) : signedFor(name(given.person), when), 'good');
  };
  const row = (as: Signature['as'], person: string) => [
    capitalised(words.signers[as]),
    { title: name(person), lines: [sources.people.get(person)?.title ?? texts.none] },
    signature(as, 'activation', person),
    signature(as, 'closure', person),
  ];
  const signatures = table(
    [
      [columns.role, 18],
      [columns.name, 24],
      [columns.activation, 29],
      [columns.closure, 29],
    ],
    [row('owner', plan.owner), row('approver', plan.approver)],
  );
  const isSigned = plan.signatures.length === signerRoles.length * signedSteps.length;
  return isSigned ? signatures : { ...signatures, roomy: true };
}
