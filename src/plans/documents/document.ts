import { clocksOf } from '../../incidents/clocks/classification.ts';
import { clockLine, owedTitle } from '../../incidents/clocks/texts.ts';
import { formatOf } from '../../language/format.ts';
import type { Language } from '../../language/language.ts';
import { noAgent } from '../../rules/ruleset.ts';
import { type Block, facts, heading, type PlanDocument } from '../blocks.ts';
import { dueText } from '../due.ts';
import type { Plan } from '../plan.ts';
import type { DocumentTexts } from './document-texts.fr.ts';
import { followUpPage } from './follow-up.ts';
import { priorityPage } from './priorities.ts';
import type { DocumentSources, Scribe } from './scribe.ts';
import { documentTexts, planTexts } from './texts.ts';
import { casePage } from './work.ts';

/**
 * The plan on three pages: the case, its cause and corrective actions; improvements and priorities;
 * follow-up, indicators, validation and what comes next. `language` is that of the fixed words: what the
 * plan itself says stays in its own.
 */
export function planDocument(plan: Plan, sources: DocumentSources, language: Language): PlanDocument {
  const format = formatOf(language);
  const texts = documentTexts(language);
  const scribe: Scribe = {
    plan,
    sources,
    language,
    timezone: plan.timezone,
    ruleSet: sources.ruleSet,
    agent: plan.agent ?? noAgent,
    texts,
    words: planTexts(language),
    name: (person) => (person === undefined ? texts.noOwner : nameOf(person, sources, texts)),
    date: (at) => format.date(at, plan.timezone),
    dateTime: (at) => format.dateTime(at, plan.timezone),
    due: (at) => (at === undefined ? texts.noDue : dueText(at, plan.timezone, language)),
  };
  const title = texts.title(plan.number, plan.title);
  return {
    language,
    title,
    pages: [
      [heading(1, title), caseFacts(scribe), ...casePage(scribe)],
      priorityPage(scribe),
      followUpPage(scribe),
    ],
  };
}

/** A person, or the key that belongs to nobody and did what a person might have done. */
function nameOf(who: string, { people }: DocumentSources, texts: DocumentTexts): string {
  const [kind, rest = ''] = who.split(':');
  if (kind === 'key') return texts.key(rest);
  if (kind === 'mirror') return texts.mirror(rest);
  return people.get(who)?.name ?? who;
}

function agentNamed(agent: string | undefined, { agents }: DocumentSources['ruleSet']): string | undefined {
  return agent === undefined ? undefined : (agents.get(agent)?.name ?? agent);
}

/** The beginning of a plan without an incident: by hand, or from an audit. */
function begunText({ source, audit }: Plan, { begun }: DocumentTexts): string {
  if (source !== 'audit') return begun.manual;
  return audit?.date === undefined ? begun.undated : begun.audit(audit.date);
}

function caseFacts({ plan, sources, texts, words, language, name, date, dateTime }: Scribe): Block {
  const labels = texts.facts;
  const { incident, ruleSet, now } = sources;
  const titled = (person: string) => {
    const title = sources.people.get(person)?.title;
    return title === undefined ? name(person) : `${name(person)}, ${title}`;
  };
  const until = plan.closedAt ?? plan.targetAt;
  const from = date(incident?.opened.at ?? plan.startAt ?? plan.createdAt);
  const { budget, tools, people } = plan.resources ?? {};
  const resources = [
    [
      labels.budget,
      budget === undefined ? undefined : formatOf(language).quantity(budget, { unit: 'currency' }),
    ],
    [labels.tools, tools],
    [labels.people, people],
  ] as const;
  const references =
    incident && incident.suspensions.length > 0 ? [[labels.references, texts.references] as const] : [];
  return facts(2, [
    [labels.agent, agentNamed(plan.agent, ruleSet) ?? texts.organisation],
    [labels.period, until === undefined ? texts.since(from) : texts.fromTo(from, date(until))],
    [
      labels.trigger,
      incident === undefined
        ? begunText(plan, texts)
        : texts.triggers[incident.source](incident.number, dateTime(incident.opened.at)),
    ],
    [labels.state, texts.stateOn(words.states[plan.state], date(now))],
    [labels.owner, titled(plan.owner)],
    [labels.approver, titled(plan.approver)],
    [labels.kind, words.kinds[plan.kind]],
    [labels.created, date(plan.createdAt)],
    ...references,
    ...clocksOf(incident ?? {}, now).map((view) => [owedTitle(language), clockLine(view, language)] as const),
    ...resources.flatMap(([label, value]) => (value === undefined ? [] : [[label, value] as const])),
  ]);
}
