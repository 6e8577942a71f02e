import type { DeskRole } from '../access/desk-roles.ts';
import { type Language, languages } from '../language/language.ts';
import { livesInStore } from '../metrics/from.ts';
import type { Bilingual, NamedMetric } from '../metrics/metric.ts';
import type { Known } from '../metrics/sample.ts';
import type { AlertSource, OtlpSource, ScoreSource, SeriesSource } from '../metrics/sources.ts';
import type { WindowSpec } from '../metrics/window.ts';
import type { AddressBook, Reach } from '../notices/routing.ts';
import type { ClockClass } from './clocks/clock-class.ts';
import type { DeskRules } from './desk/desk.ts';
import type { HelpdeskSource } from './helpdesk.ts';
import type { Playbook } from './playbook.ts';
import type { ProofSchedule } from './proof-schedule.ts';
import { type ReminderRules, usualReminders } from './reminders.ts';
import type { RetentionRules } from './retention/retention.ts';
import { conditionsOf, type Rule } from './rule.ts';
import type { ResumeStep } from './share.ts';
import type { Maintenance } from './silences/maintenance.ts';
import { windowsOver } from './variants.ts';

/** A person of people.yaml. `id` is a pseudonym: it alone goes into the register. */
export type Person = {
  readonly id: string;
  readonly name: string;
  /** "Head of support", in the person's own words and language. */
  readonly title?: string;
  readonly email?: string;
  readonly language: Language;
  /** May sign as approver and let agents run again. */
  readonly approver: boolean;
  /** `FR`, `FR-57`: the country, or the part of one, whose working days they keep; absent: every day. */
  readonly country?: string;
  /** How often they are sent the signed state of the register. */
  readonly checkpoints?: 'hourly' | 'daily';
  /** Runs filrouge. */
  readonly admin?: boolean;
  /** The role they have when they sign in at a provider, where one is given to them alone. */
  readonly role?: 'viewer' | 'operator' | 'approver' | 'admin';
  /** Their part at the desk of desk.yaml. */
  readonly desk?: DeskRole;
  /** The subjects that providers know them by, by the names of the providers. */
  readonly subjects?: Readonly<Record<string, string>>;
} & Reach;

/** An agent's mandate: a file of agents/, of its own or of its fleet. */
export type Mandate = {
  readonly agent: string;
  readonly name: string;
  /** The agent's purpose and limits, for the documents. */
  readonly scope: Bilingual;
  /** Person id: who drives the plan. */
  readonly owner: string;
  /** Person id: who signs and lets the agent back on line. */
  readonly approver: string;
  readonly onUnreachable: 'suspend' | 'run';
  /** People do the work: there is no kill switch. Absent: there is one. */
  readonly switch?: 'none';
  /** How long an answer about the switch may be relied on. */
  readonly leaseMs: number;
  /** A suspension not acknowledged within this time escalates. */
  readonly ackWithinMs: number;
  /** A proof test older than this no longer counts; absent: proofs do not age. */
  readonly proofEveryMs?: number;
  /** Proof tests by themselves; absent: only when somebody asks for one. */
  readonly proofs?: ProofSchedule;
  /** IANA name, for the dates of documents. */
  readonly timezone: string;
  /** Of the documents drafted for this agent. */
  readonly language: Language;
  /** Where the helpdesk has an interaction: an address with `{id}` in it. */
  readonly interactionUrl?: string;
  /** Classes of incidents that must be reported in time; absent: all of them may be given. */
  readonly clocks?: readonly string[];
  /**
   * The steps on its way back once an approver lets it run, rising; absent: it has all its traffic at once.
   */
  readonly resume?: readonly ResumeStep[];
  /** Parts of its traffic that are measured apart as well, such as control and candidate. */
  readonly variants?: readonly string[];
  /** Names that the agents of its fleet share. */
  readonly tags?: readonly string[];
  /** Planned work: its rules are silenced then. */
  readonly maintenance?: readonly Maintenance[];
};

/** The name that no agent can have: of what is about none. */
export const noAgent = '';

/** Everything `rules/` says, checked as a whole: the unit in force, recorded, compared and replayed. */
export type RuleSet = {
  /** SHA-256 (hex) of the canonical contents: equal sets have equal hashes, whatever comments and layout. */
  readonly hash: string;
  readonly stepMs: number;
  /** The languages of the house; absent: all languages of the product. */
  readonly languages?: readonly Language[];
  readonly metrics: ReadonlyMap<string, NamedMetric>;
  readonly people: ReadonlyMap<string, Person>;
  readonly agents: ReadonlyMap<string, Mandate>;
  readonly rules: readonly Rule[];
  readonly playbooks: ReadonlyMap<string, Playbook>;
  /** Which Prometheus series are which metrics; absent without a sources.yaml. */
  readonly sources?: readonly SeriesSource[];
  /** Which alerts of other systems count for which metrics; absent where sources.yaml names none. */
  readonly alertSources?: readonly AlertSource[];
  /** Which metrics are fed by OpenTelemetry; absent where sources.yaml names nothing of it. */
  readonly otlpSources?: readonly OtlpSource[];
  /** Which scores of answers are which metrics; absent where sources.yaml names none. */
  readonly scoreSources?: readonly ScoreSource[];
  /** Helpdesks whose webhooks are taken; absent where sources.yaml names none. */
  readonly helpdesks?: readonly HelpdeskSource[];
  /** When people are reminded; as usual without a reminders.yaml. */
  readonly reminders?: ReminderRules;
  /** Classes of clocks.yaml, by id; those that are built in are not among them. */
  readonly clockClasses?: readonly ClockClass[];
  /** How long personal data is kept; absent without a retention.yaml: then none is purged. */
  readonly retention?: RetentionRules;
  /** The desk that follows customers’ requests; absent without a desk.yaml. */
  readonly desk?: DeskRules;
  /** Labels of series that tell replicas of a sender apart; the usual ones where sources.yaml names none. */
  readonly replicaLabels?: readonly string[];
};

/** The zone most agents live in: that of what belongs to no agent. */
export function houseZone(set: Pick<RuleSet, 'agents'>): string {
  return mostOf([...set.agents.values()].map(({ timezone }) => timezone)) ?? 'UTC';
}

/** The people who run filrouge; where nobody is said to, all approvers. */
export function adminsOf({ people }: Pick<RuleSet, 'people'>): readonly string[] {
  const who = (is: 'admin' | 'approver') =>
    [...people.values()].flatMap((person) => (person[is] === true ? [person.id] : []));
  const admins = who('admin');
  return admins.length > 0 ? admins : who('approver');
}

/** When people are reminded. */
export function remindersOf({ reminders }: Pick<RuleSet, 'reminders'>): ReminderRules {
  return reminders ?? usualReminders;
}

type BookOf = Pick<RuleSet, 'people' | 'agents' | 'reminders'>;
const books = new WeakMap<BookOf, AddressBook>();

/** How the people of a set are reached. The zone of a hundred thousand agents is looked for once. */
export function addressBook(set: BookOf): AddressBook {
  const known = books.get(set);
  if (known !== undefined) return known;
  let zone: string | undefined;
  const book: AddressBook = {
    reachOf: (person) => set.people.get(person),
    morningMinutes: remindersOf(set).morningMinutes,
    houseZone: () => {
      zone ??= houseZone(set);
      return zone;
    },
  };
  books.set(set, book);
  return book;
}

/** The languages of pages, mails and documents. */
export function languagesOf(set: Pick<RuleSet, 'languages'>): readonly Language[] {
  return set.languages ?? languages;
}

/** The language of most people: that of what is said to all of them. */
export function houseLanguage(set: Pick<RuleSet, 'people'>): Language {
  return mostOf([...set.people.values()].map(({ language }) => language)) ?? 'en';
}

function mostOf<T>(values: readonly T[]): T | undefined {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const [first] = [...counts].sort((a, b) => b[1] - a[1]);
  return first?.[0];
}

/** The people who drive and sign a plan, with language and zone: an agent's mandate names them. */
export type Stewards = Pick<Mandate, 'owner' | 'approver' | 'language' | 'timezone'> & {
  readonly name?: string;
};

/**
 * The stewards of a plan that is about no agent: whoever begins it drives it, in that person's language,
 * unless nobody else could approve then. Nobody, where people.yaml has no two people for that.
 */
export function stewardsOf(
  set: Pick<RuleSet, 'people' | 'agents'>,
  by: string | undefined,
): Stewards | undefined {
  const people = [...set.people.values()];
  const byApproval = people.toSorted((left, right) => Number(left.approver) - Number(right.approver));
  const wanted = by === undefined ? undefined : set.people.get(by);
  for (const owner of wanted === undefined ? byApproval : [wanted, ...byApproval]) {
    const approver = people.find(({ id, approver: may }) => may && id !== owner.id);
    if (approver === undefined) continue;
    return { owner: owner.id, approver: approver.id, language: owner.language, timezone: houseZone(set) };
  }
  return undefined;
}

/** By list of rules: with thousands of agents, each with a few, nobody goes through all of them for one. */
const byAgent = new WeakMap<readonly Rule[], ReadonlyMap<string, readonly Rule[]>>();

/** The rules of a set that stand over an agent. */
export function rulesOver({ rules }: Pick<RuleSet, 'rules'>, agent: string): readonly Rule[] {
  const known = byAgent.get(rules) ?? sortedByAgent(rules);
  byAgent.set(rules, known);
  return known.get(agent) ?? [];
}

function sortedByAgent(rules: readonly Rule[]): ReadonlyMap<string, readonly Rule[]> {
  const sorted = new Map<string, Rule[]>();
  for (const rule of rules)
    for (const agent of new Set(rule.agents)) {
      const before = sorted.get(agent);
      if (before === undefined) sorted.set(agent, [rule]);
      else before.push(rule);
    }
  return sorted;
}

/** The agents and metrics of a set, as whoever takes measures asks for them. */
export function knownBy({ agents, metrics }: Pick<RuleSet, 'agents' | 'metrics'>): Known {
  return {
    hasAgent: (agent) => agents.has(agent),
    metric: (name) => metrics.get(name),
    variantsOf: (agent) => agents.get(agent)?.variants ?? [],
  };
}

/** Whether a rule is evaluated in the store that its metrics live in. */
export function isKept({ when }: Pick<Rule, 'when'>, { metrics }: Pick<RuleSet, 'metrics'>): boolean {
  return when.some(({ metric }) => livesInStore(metrics.get(metric)));
}

/** The rule of a set with this id that stands over an agent. */
export function ruleOver(set: Pick<RuleSet, 'rules'>, agent: string, id: string): Rule | undefined {
  return rulesOver(set, agent).find((rule) => rule.id === id);
}

/** The windows over a metric that the rules of an agent read. */
export function ruleWindows(set: Pick<RuleSet, 'rules'>, agent: string, metric: string): WindowSpec[] {
  return rulesOver(set, agent)
    .flatMap(conditionsOf)
    .flatMap((condition) => windowsOver(condition, metric));
}

/** Whether a metric is aggregated in another way: it needs other columns, so all has to be read again. */
export function aggregatesChanged(before: RuleSet, after: RuleSet): boolean {
  return [...after.metrics].some(([name, metric]) => {
    const known = before.metrics.get(name);
    return known !== undefined && known.aggregate !== metric.aggregate;
  });
}

/** One fault of the rule files. Lines and columns count from 1. */
export type RuleProblem = {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** How much of the line is wrong, in characters; absent: all of it. */
  readonly length?: number;
  /** Stable and snake_case, e.g. `unknown_metric`. */
  readonly code: string;
  readonly found: string;
  readonly expected: string;
  /** The nearest known name, where a name was not known. */
  readonly didYouMean?: string;
  readonly severity: 'error' | 'warning';
};
