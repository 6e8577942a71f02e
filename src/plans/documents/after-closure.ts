import { type Block, cell, table } from '../blocks.ts';
import { type ClosureFollowUp, followUpsAfterClosure, type MandateChange } from '../commands/followups.ts';
import type { Task } from '../plan.ts';
import { isTaskOverdue } from '../progress.ts';
import type { Scribe } from './scribe.ts';
import { conditionText, holdText } from './wording.ts';

/** The tasks that were set when the plan closed; before that, what its closure will ask for. */
export function afterClosure(scribe: Scribe): Block {
  const { plan, sources, texts } = scribe;
  if (plan.tasks !== undefined && plan.tasks.length > 0) return taskTable(plan.tasks, scribe);
  const followUps = followUpsAfterClosure(plan.agent, sources.ruleSetThen, sources.ruleSet);
  const items = followUps.map((followUp) => followUpText(followUp, scribe));
  const kept = !followUps.some(({ reference }) => reference === 'ACF-12');
  return { kind: 'list', ordered: false, items: kept ? [...items, texts.mandateKept] : items };
}

/** Once the plan has been closed: what must follow, by whom and by when. */
function taskTable(tasks: readonly Task[], scribe: Scribe): Block {
  const { texts, name, due, date, sources } = scribe;
  const { columns } = texts;
  return table(
    [
      [columns.number, 9],
      [columns.task, 44],
      [columns.owner, 17],
      [columns.due, 12],
      [columns.state, 18],
    ],
    tasks.map((task) => [
      task.id,
      followUpText(task.followUp, scribe),
      name(task.owner),
      cell(due(task.dueAt), isTaskOverdue(task, sources.now) ? 'bad' : undefined),
      task.doneAt === undefined
        ? cell(`○ ${texts.taskOpen}`, undefined, 'muted')
        : cell(`✓ ${texts.taskDone(date(task.doneAt))}`, undefined, 'good'),
    ]),
  );
}

function followUpText(followUp: ClosureFollowUp, scribe: Scribe): string {
  const changes = 'changes' in followUp ? followUp.changes.map((change) => changeText(change, scribe)) : [];
  return scribe.texts.after(followUp.code, changes);
}

function changeText(change: MandateChange, scribe: Scribe): string {
  const { texts } = scribe;
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
