import type { Incident } from '../../../incidents/incident.ts';
import type { Language } from '../../../language/language.ts';
import type { Level, PlaybookRole, Recurrence, Treats } from '../../../rules/playbook.ts';
import type { RuleSet } from '../../../rules/ruleset.ts';
import type { VerdictEntry } from '../../criteria/follow.ts';

/** Everything besides the plan that a playbook is learnt from. */
export type LearnSources = {
  readonly incident?: Incident | undefined;
  /** The set in force: what is learnt has to pass in it. */
  readonly ruleSet: RuleSet;
  /** How each criterion came to its verdict, oldest first, by id. */
  readonly histories: ReadonlyMap<string, readonly VerdictEntry[]>;
  /** The register's entry of the last closure. */
  readonly closing?: { readonly seq: number; readonly hash: string } | undefined;
  /** The playbook that is to be revised, or the name of a new one; else the one that the plan came from. */
  readonly name?: string | undefined;
};

/** A text as a rule file has it: in each language of the house, or as it is. */
export type Written = string | Partial<Readonly<Record<Language, string>>>;

/** An item of a checklist; `{n}` in it is its number where it is repeated. */
export type Item = Partial<Readonly<Record<Language, string>>> & { readonly times?: number };

/** The keys of a playbook file that are learnt, as they stand there. */
export type ActionKeys = {
  readonly id: string;
  readonly title: Written;
  readonly owner?: string;
  readonly role?: PlaybookRole;
  readonly due?: string;
  readonly effort: Level;
  readonly impact: Level;
  readonly treats: Treats;
  readonly criteria: readonly string[];
  readonly checklists?: Readonly<Record<string, readonly Item[]>>;
};
export type ImprovementKeys = Omit<ActionKeys, 'treats' | 'criteria' | 'checklists'> & {
  readonly benefit: Written;
  readonly recurrence?: Recurrence;
};
export type HypothesisKeys = {
  readonly text: Written;
  readonly moved_first?: string;
  readonly reason?: string;
};

/**
 * An entry of the playbook with what is to be said of it. `changed`: the keys in which the playbook that is
 * revised says something else; absent for an entry that it does not have.
 */
export type Learned<T> = {
  readonly keys: T;
  readonly comments: readonly string[];
  readonly changed?: readonly string[];
};

/** A playbook as a closed plan proposes it. */
export type Learnt = {
  readonly id: string;
  /** Whether it revises the playbook of that name. */
  readonly isRevision: boolean;
  /** Where it comes from: plan, dates, hashes. */
  readonly head: readonly string[];
  readonly title: Written;
  readonly settle: string;
  readonly reviews: { readonly daily_for: string; readonly then_every: string };
  readonly hypotheses: readonly Learned<HypothesisKeys>[];
  readonly actions: readonly Learned<ActionKeys>[];
  readonly improvements: readonly Learned<ImprovementKeys>[];
  readonly indicators: readonly string[];
  /** Keys of the whole file in which a revised playbook says something else. */
  readonly changed: readonly string[];
  /** The work that was not done, or did not work: by the id of the playbook's action, where it is one. */
  readonly left: readonly { readonly action?: string; readonly text: string }[];
};
