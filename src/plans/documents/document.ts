import { formatOf } from '../../language/format.ts';
import type { Language } from '../../language/language.ts';
import { type Block, heading, type PlanDocument } from '../blocks.ts';
import type { Plan } from '../plan.ts';
import { documentTexts } from './document-texts.ts';
import { followUpPage } from './follow-up.ts';
import type { DocumentSources, Scribe } from './scribe.ts';
import { planTexts } from './texts.ts';
import { contextPage, priorityPage } from './work.ts';

/**
 * The plan on three pages: context, cause and corrective actions; improvements and priorities; follow-up,
 * indicators, signatures and what comes after. `language` is that of the fixed words: what the plan itself
 * says stays in its own.
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
    agent: plan.agent,
    name: (person) => (person === undefined ? texts.noOwner : (sources.people.get(person)?.name ?? person)),
    date: (at) => format.date(at, plan.timezone),
    dateTime: (at) => format.dateTime(at, plan.timezone),
  };
  const title = texts.title(plan.number, plan.title);
  return {
    language,
    title,
    pages: [
      [heading(1, title), caseFacts(scribe), ...contextPage(scribe)],
      priorityPage(scribe),
      followUpPage(scribe),
    ],
  };
}

function caseFacts({ plan, sources, language, name, date, dateTime }: Scribe): Block {
  const { facts, incidentOf, references } = documentTexts(language);
  const { states, kinds } = planTexts(language);
  const { incident, ruleSet } = sources;
  const titled = (person: string) => {
    const title = sources.people.get(person)?.title;
    return title === undefined ? name(person) : `${name(person)}, ${title}`;
  };
  return {
    kind: 'facts',
    rows: [
      { label: facts.incident, value: incidentOf(incident.number, dateTime(incident.opened.at)) },
      { label: facts.agent, value: ruleSet.agents.get(plan.agent)?.name ?? plan.agent },
      { label: facts.kind, value: kinds[plan.kind] },
      { label: facts.state, value: states[plan.state] },
      { label: facts.owner, value: titled(plan.owner) },
      { label: facts.approver, value: titled(plan.approver) },
      { label: facts.created, value: date(plan.createdAt) },
      ...(incident.suspensions.length > 0 ? [{ label: facts.references, value: references }] : []),
    ],
  };
}
