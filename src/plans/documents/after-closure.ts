import { type Block, cell, heading, table } from '../blocks.ts';
import { type ClosureFollowUp, followUpsAfterClosure, type MandateChange } from '../commands/followups.ts';
import type { Task } from '../plan.ts';
import { isTaskOverdue } from '../progress.ts';
import type { Scribe } from './scribe.ts';
import { documentTexts } from './texts.ts';
import { watchLines, watchTexts } from './watched.ts';
import { conditionText, holdText, type WordingContext } from './wording.ts';

/** The events after the closure, and the watch over its cure. */
export function afterClosure(scribe: Scribe): readonly Block[] {
  const { plan, sources, language, name, date } = scribe;
  const items = watchLines(plan, { language, now: sources.now, name, date }).map(({ text }) => text);
  const tasks = tasksAfterwards(scribe);
  if (items.length === 0) return [tasks];
  return [tasks, heading(3, watchTexts(language).title), { kind: 'list', ordered: false, items }];
}

/** The tasks that were set when the plan closed; before that, what its closure will ask for. */
function tasksAfterwards(scribe: Scribe): Block {
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
        : cell(
            [`✓ ${texts.taskDone(date(task.doneAt))}`, ...(task.link === undefined ? [] : [task.link])],
            undefined,
            'good',
          ),
    ]),
  );
}

function followUpText(followUp: ClosureFollowUp, scribe: Scribe): string {
  return scribe.texts.after(followUp.code, changeTexts(followUp, scribe));
}

/** The changes of a mandate that is to be revised, in words. */
export function changeTexts(followUp: ClosureFollowUp, ctx: WordingContext): readonly string[] {
  return 'changes' in followUp ? followUp.changes.map((change) => changeText(change, ctx)) : [];
}

function changeText(change: MandateChange, scribe: WordingContext): string {
  const texts = documentTexts(scribe.language);
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
