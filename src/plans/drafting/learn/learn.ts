import { localDate } from '../../../language/zoned.ts';
import { defined } from '../../../platform/defined.ts';
import { formatDuration } from '../../../platform/duration.ts';
import { done, type Result } from '../../../platform/refusal.ts';
import type { Playbook } from '../../../rules/playbook.ts';
import { whatBlocksActivation, whatBlocksClosure } from '../../gates.ts';
import type { Action, Plan } from '../../plan.ts';
import { refuse } from '../../refusals.ts';
import { subjectIn } from '../draft.ts';
import { onOneLine, withoutFigures } from './cleaned.ts';
import { roundsOf } from './held.ts';
import type { HypothesisKeys, Learned, LearnSources, Learnt, Written } from './learnt.ts';
import {
  inHouse,
  type Learning,
  learnedAction,
  learnedImprovement,
  untranslated,
  usable,
  writtenOf,
} from './work.ts';

/** Below this share a reason explained no breach. */
const leastShare = 0.2;

/**
 * The playbook that a closed plan proposes: its root cause as a hypothesis, what was done and verified, the
 * criteria that held, and the improvements that were kept. People are called by their roles, and figures of
 * the incident are left out. Where the plan came from a playbook that is in force, it is that one revised.
 * Refused for a plan that is not closed, and for one in which nothing was verified.
 */
export function learnPlaybook(plan: Plan, sources: LearnSources): Result<Learnt> {
  if (plan.state !== 'closed') return notClosed(plan);
  const { incident, ruleSet } = sources;
  const source = ruleSet.playbooks.get(sources.name ?? plan.playbooks[0] ?? '');
  const agentName = plan.agent === undefined ? undefined : ruleSet.agents.get(plan.agent)?.name;
  const names = { plan, people: ruleSet.people, agentName };
  const learning: Learning = {
    ...sources,
    ...{ plan, source, names, rounds: roundsOf(plan, incident?.opened.at) },
  };
  const kept = keptActions(learning);
  if (kept.length === 0) return nothingLearnt(plan);
  const ids = idsFor(source, learning);
  const indicators = usable(plan.indicators, { checklists: [] }, learning);
  const learnt: Learnt = {
    id: source?.id ?? nameOf(learning),
    isRevision: source !== undefined,
    head: headOf(learning),
    title: titleOf(learning),
    settle: formatDuration(plan.settleMs),
    reviews: {
      daily_for: formatDuration(plan.cadence.dailyForMs),
      then_every: formatDuration(plan.cadence.thenEveryMs),
    },
    hypotheses: hypothesesOf(learning),
    actions: kept.map((action) => learnedAction(action, ids(action), learning)),
    improvements: plan.improvements.map((one) =>
      learnedImprovement(one, ids({ title: one.title }), learning),
    ),
    indicators: indicators.flatMap(({ spec, state }) => (state.verdict === 'met' ? [spec.text] : [])),
    changed: [],
    left: leftOf(learning),
  };
  return done(source === undefined ? learnt : { ...learnt, changed: changedInFile(learnt, source) });
}

function notClosed(plan: Plan): Result<never> {
  const missing = plan.state === 'draft' ? whatBlocksActivation(plan) : whatBlocksClosure(plan);
  const codes = [...new Set(missing.map(({ code }) => code))].join(', ');
  const detail = `Plan ${plan.number} is ${plan.state}: what it teaches is known once it is closed (${codes || 'the closure alone is missing'}).`;
  return refuse('plan_not_closed', detail, { missing });
}

function nothingLearnt(plan: Plan): Result<never> {
  const detail = `No action of plan ${plan.number} was done and verified: there is nothing that a playbook could say.`;
  return refuse('nothing_learnt', detail);
}

/** Actions that were done and verified, and do not come from another playbook, which is revised by itself. */
function keptActions({ plan, source }: Learning): readonly Action[] {
  const accepted = new Set(plan.acceptedRisks.map(({ action }) => action));
  return plan.actions.filter(
    ({ id, status, verification, from }) =>
      status === 'done' &&
      verification === 'verified' &&
      !accepted.has(id) &&
      (source === undefined || from === undefined || from.playbook === source.id),
  );
}

/** The cause that was established, offered when the same is seen again. */
function hypothesesOf(learning: Learning): readonly Learned<HypothesisKeys>[] {
  const { plan, source, incident, names, ruleSet } = learning;
  if (plan.rootCause === undefined) return [];
  const { language } = plan;
  const text = withoutFigures(plan.rootCause, names);
  const known = source?.hypotheses.some((one) => plainly(one.text[language]) === plainly(text)) ?? false;
  if (known) return [];
  const moved = incident?.evidence?.movedFirst.find(({ metric }) => ruleSet.metrics.has(metric));
  const reason = incident?.evidence?.reasons.find(({ share }) => share >= leastShare);
  const sign = moved === undefined ? { reason: reason?.reason } : { moved_first: moved.metric };
  const written = inHouse(ruleSet, () => text);
  const keys: HypothesisKeys = { text: written, ...defined(sign) };
  const left = text === plan.rootCause ? [] : ['Names and figures were taken out of it: read it again.'];
  return [
    { keys, comments: ['The root cause that was established.', ...left, ...untranslated(written, learning)] },
  ];
}

function plainly(text: string): string {
  return text
    .replaceAll(/[\s\u00a0\u202f.’']+/g, ' ')
    .trim()
    .toLowerCase();
}

/** The work that was not done, or did not work, and what the plan did without. */
function leftOf({ plan, source, names }: Learning): Learnt['left'] {
  const said = (text: string) => onOneLine(withoutFigures(text, names));
  const accepted = plan.acceptedRisks.flatMap(({ action: id, reason }) => {
    const action = plan.actions.find((one) => one.id === id);
    if (action === undefined) return [];
    const how = action.status === 'done' ? 'Done, but not verified' : 'Not done';
    const own = action.from?.playbook === source?.id ? action.from?.action : undefined;
    return [
      {
        ...defined({ action: own }),
        text: `${how}: ${said(action.title)}; its risk was accepted: ${said(reason)}`,
      },
    ];
  });
  const taken = new Set(
    plan.actions.flatMap(({ from }) => (from?.playbook === source?.id ? from?.action : [])),
  );
  const without = (source?.actions ?? [])
    .filter(({ id }) => !taken.has(id))
    .map(({ id }) => ({ action: id, text: 'This plan did without it.' }));
  return [...accepted, ...without];
}

/** Where it comes from. Dates are days of the plan's zone. */
function headOf({ plan, rounds, incident, closing, ruleSet }: Learning): readonly string[] {
  const day = (at: number | undefined) => (at === undefined ? '?' : localDate(at, plan.timezone).toString());
  const [first = plan.createdAt] = rounds;
  const what = incident === undefined ? '' : ` of incident ${incident.number}`;
  const rules = [incident?.ruleSet ?? plan.ruleSet, ruleSet.hash].filter((hash) => hash !== undefined);
  return [
    `Learnt from plan ${plan.number}${what}: begun ${day(first)}, closed ${day(plan.closedAt)}, version ${plan.version}.`,
    ...plan.reopened.map(({ at, incident: again, closedAt }) =>
      closedAt === undefined
        ? `Its cause came back once more on ${day(at)} (incident ${again}).`
        : `Its cause came back on ${day(at)} (incident ${again}), after a closure on ${day(closedAt)}.`,
    ),
    ...(closing === undefined ? [] : [`Closure in the register: entry ${closing.seq}, ${closing.hash}`]),
    `Rule set then: ${rules[0] ?? '?'}`,
    `Rule set it was checked against: ${rules.at(-1) ?? '?'}`,
    'People are called by their roles, and figures of the incident are left out. Days are counted from the start.',
  ];
}

/** As a draft would call it without any playbook; or as people called the plan. */
function titleOf(learning: Learning): Written {
  const { plan, incident, ruleSet, names } = learning;
  const subject = (language: Plan['language']) =>
    incident && subjectIn(language, { incident, ruleSet, playbook: undefined });
  const own = subject(plan.language);
  if (own !== undefined && plan.title.endsWith(own))
    return inHouse(ruleSet, (language) => subject(language) ?? own);
  const prefix = new RegExp(`^${names.agentName ?? ''}[\\s\\u00a0\\u202f]*:\\s*`);
  return writtenOf(plan.title.replace(names.agentName === undefined ? /^$/ : prefix, ''), learning);
}

/**
 * A free name: that which was asked for, that of a playbook that has gone since, else after the rule that
 * asked for the plan, or after its title.
 */
function nameOf(learning: Learning): string {
  const { name, plan, ruleSet } = learning;
  if (name !== undefined) return name;
  const title = titleOf(learning);
  const text = typeof title === 'string' ? title : (title[plan.language] ?? plan.title);
  const wanted = plan.playbooks[0] ?? plan.watched?.[0]?.rule ?? slugOf(text);
  return free(wanted, new Set(ruleSet.playbooks.keys()));
}

/** Ids for what the playbook does not have yet: after the title, each given once. */
function idsFor(source: Playbook | undefined, { plan }: Learning) {
  const taken = new Set([...(source?.actions ?? []), ...(source?.improvements ?? [])].map(({ id }) => id));
  const known = new Set(source?.actions.map(({ id }) => id));
  const given = new Set(plan.actions.flatMap(({ from }) => from?.action ?? []));
  return ({ title, from }: Pick<Action, 'title' | 'from'>): string => {
    const own =
      from !== undefined && (known.has(from.action) || source === undefined) ? from.action : undefined;
    if (own !== undefined && !(source === undefined && taken.has(own))) {
      taken.add(own);
      return own;
    }
    const id = free(slugOf(title), new Set([...taken, ...given]));
    taken.add(id);
    return id;
  };
}

/** A title as an id: its first words in plain letters. */
function slugOf(title: string): string {
  const words = title
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word.length > 2);
  const slug = words.slice(0, 5).join('-').slice(0, 50).replace(/-+$/, '');
  return /^[a-z]/.test(slug) ? slug : `step${slug === '' ? '' : `-${slug}`}`;
}

function free(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted;
  for (let place = 2; ; place += 1) if (!taken.has(`${wanted}-${place}`)) return `${wanted}-${place}`;
}

function changedInFile(learnt: Learnt, source: Playbook): readonly string[] {
  const { reviews } = source;
  const was = {
    settle: formatDuration(source.settleMs),
    reviews: {
      daily_for: formatDuration(reviews.dailyForMs),
      then_every: formatDuration(reviews.thenEveryMs),
    },
    indicators: source.indicators.map(({ text }) => text),
  };
  return (['settle', 'reviews', 'indicators'] as const).filter(
    (key) => JSON.stringify(learnt[key]) !== JSON.stringify(was[key]),
  );
}
