import { done, type Result } from '../../../platform/refusal.ts';
import { checkRuleFiles } from '../../../rules/files/files.ts';
import type { RuleFile } from '../../../rules/files/folder-files.ts';
import { type EditedFile, withEdited } from '../../../rules/files/yaml/edit.ts';
import { playbookFileOf } from '../../../rules/files/yaml/playbook-file.ts';
import type { RuleProblem } from '../../../rules/ruleset.ts';
import type { Plan } from '../../plan.ts';
import { refuse } from '../../refusals.ts';
import { learnPlaybook } from './learn.ts';
import type { LearnSources } from './learnt.ts';
import { newPlaybookText, revisedPlaybookText } from './yaml/playbook-text.ts';

/** A playbook as the file that would hold it; `before` is empty where there is none yet. */
export type LearntFile = EditedFile & {
  readonly playbook: string;
  /** The problems that `filrouge rules check` would tell of it in its place. */
  readonly problems: readonly RuleProblem[];
};

/**
 * The file of the playbook that a closed plan proposes, among these rule files. Refused where the playbook
 * says already all that the plan teaches.
 */
export function learntFile(
  plan: Plan,
  sources: LearnSources,
  files: readonly RuleFile[],
): Result<LearntFile> {
  const learnt = learnPlaybook(plan, sources);
  if (!learnt.ok) return learnt;
  const { id, isRevision } = learnt.value;
  const known = isRevision ? playbookFileOf(files, id) : undefined;
  const { path = `playbooks/${id}.yaml`, text: before = '' } = known ?? {};
  const text =
    known === undefined ? newPlaybookText(learnt.value) : revisedPlaybookText(learnt.value, before);
  if (text === before) return nothingNew(plan, id);
  const edited = { path, text, before };
  const others = files.filter((file) => file.path !== path);
  const next = known === undefined ? [...others, { path, text }] : withEdited(files, edited);
  const { problems } = checkRuleFiles(next, { stepMs: sources.ruleSet.stepMs });
  return done({ ...edited, playbook: id, problems: problems.filter(({ file }) => file === path) });
}

function nothingNew(plan: Plan, playbook: string): Result<never> {
  const detail = `Plan ${plan.number} held as its playbook ${playbook} says: there is nothing to change in it.`;
  return refuse('nothing_learnt', detail);
}
