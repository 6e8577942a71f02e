import type { Dossier } from '../../incidents/dossier/exhibit.ts';
import type { Incident } from '../../incidents/incident.ts';
import type { Person, RuleSet } from '../../rules/ruleset.ts';
import type { Plan } from '../plan.ts';
import type { DocumentTexts } from './document-texts.fr.ts';
import type { Texts } from './texts.fr.ts';
import type { WordingContext } from './wording.ts';

/** The facts that a document shows besides the plan. */
export type DocumentSources = {
  /** Absent: the plan was begun by hand, or from the text of an audit. */
  readonly incident?: Incident | undefined;
  /** The set in force. */
  readonly ruleSet: RuleSet;
  /** The set that was in force when the incident opened, when it is at hand. */
  readonly ruleSetThen?: RuleSet | undefined;
  readonly people: ReadonlyMap<string, Person>;
  readonly now: number;
  /** Whether the incident that the plan is at work on is not resolved. */
  readonly isIncidentOpen: boolean;
  /** Evidence and comments on the plan and its parts. */
  readonly dossier?: Dossier | undefined;
};

/** The plan, its sources and the words that every section of a document is written with. */
export type Scribe = WordingContext & {
  readonly plan: Plan;
  readonly sources: DocumentSources;
  readonly texts: DocumentTexts;
  readonly words: Texts;
  readonly name: (person: string | undefined) => string;
  readonly date: (at: number) => string;
  readonly dateTime: (at: number) => string;
  /** The day that something is due, or that this is still to be set. */
  readonly due: (at: number | undefined) => string;
};
