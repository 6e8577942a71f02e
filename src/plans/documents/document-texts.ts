import type { Language } from '../../language/language.ts';
import type { ClosureFollowUp } from '../commands/followups.ts';
import type { Signature } from '../plan.ts';
import { english } from './document-texts.en.ts';
import { french } from './document-texts.fr.ts';

/** The fixed words of a plan's document in one language. */
export type DocumentTexts = {
  readonly title: (plan: number, title: string) => string;
  readonly none: string;
  readonly headings: Readonly<
    Record<
      | 'context'
      | 'hypotheses'
      | 'costs'
      | 'phases'
      | 'actions'
      | 'improvements'
      | 'priorities'
      | 'topThree'
      | 'followUp'
      | 'reviews'
      | 'log'
      | 'risks'
      | 'indicators'
      | 'signatures'
      | 'practice'
      | 'afterClosure'
      | 'recommendations'
      | 'summary',
      string
    >
  >;
  readonly facts: Readonly<
    Record<
      | 'incident'
      | 'agent'
      | 'kind'
      | 'state'
      | 'owner'
      | 'approver'
      | 'created'
      | 'references'
      | 'objective'
      | 'rootCause'
      | 'cadence'
      | 'nextReview'
      | 'followedBy'
      | 'progress'
      | 'cost'
      | 'gain'
      | 'total',
      string
    >
  >;
  readonly columns: Readonly<
    Record<
      | 'number'
      | 'action'
      | 'owner'
      | 'due'
      | 'criteria'
      | 'state'
      | 'improvement'
      | 'benefit'
      | 'pain'
      | 'yearlyCost'
      | 'date'
      | 'by'
      | 'comment'
      | 'result'
      | 'reason'
      | 'indicator'
      | 'value'
      | 'verdict'
      | 'role'
      | 'name'
      | 'activation'
      | 'closure',
      string
    >
  >;
  readonly incidentOf: (incident: number, when: string) => string;
  readonly references: string;
  readonly rootCauseOpen: string;
  readonly noOwner: string;
  readonly noDue: string;
  readonly noCriterion: string;
  readonly noActions: string;
  readonly noImprovements: string;
  readonly nothingOpen: string;
  readonly nothingPlaced: string;
  readonly resources: (resources: string) => string;
  readonly checklist: (name: string, ticked: number, items: number) => string;
  readonly blocked: (why: string) => string;
  readonly riskAccepted: string;
  readonly placed: (id: string, title: string, done: boolean) => string;
  readonly topItem: (title: string, owner: string, due: string) => string;
  readonly progress: (counts: {
    readonly actions: number;
    readonly done: number;
    readonly verified: number;
    readonly accepted: number;
    readonly overdue: number;
    readonly share: string;
  }) => string;
  readonly allActionsBy: (due: string) => string;
  readonly doneOf: (done: number, actions: number) => string;
  readonly noReview: string;
  readonly signedOn: (when: string) => string;
  readonly signedFor: (name: string, when: string) => string;
  readonly toSign: string;
  readonly missingFor: Readonly<Record<Signature['for'], string>>;
  readonly attention: string;
  readonly practice: { readonly do: string; readonly dont: string };
  readonly doItems: readonly string[];
  readonly dontItems: readonly string[];
  /** `changes` come in words already. */
  readonly after: (code: ClosureFollowUp['code'], changes: readonly string[]) => string;
  readonly mandateKept: string;
  readonly ruleChanged: (rule: string, before: string, after: string) => string;
  readonly effectChanged: (rule: string) => string;
  readonly ruleAdded: (rule: string, after: string) => string;
  readonly ruleRemoved: (rule: string) => string;
  readonly scopeChanged: string;
};

const dictionaries: Readonly<Record<Language, DocumentTexts>> = { fr: french, en: english };

/** The fixed words of documents in a language. */
export function documentTexts(language: Language): DocumentTexts {
  return dictionaries[language];
}
