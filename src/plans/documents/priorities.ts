import { capitalised } from '../../language/typography.ts';
import { type Block, type Callout, heading, type Tone, table } from '../blocks.ts';
import type { Improvement } from '../plan.ts';
import { firstThree, priorityMatrix, type Quadrant } from '../priority.ts';
import type { Scribe } from './scribe.ts';
import { dueCell, ownerCell, stateCell } from './work.ts';

/** Page two: what lasts, what is worth its effort, and what comes first. */
export function priorityPage(scribe: Scribe): readonly Block[] {
  const { plan, texts } = scribe;
  return [
    heading(2, texts.headings.improvements),
    plan.improvements.length === 0
      ? { kind: 'paragraph', text: texts.noImprovements, tone: 'muted' }
      : improvementTable(plan.improvements, scribe),
    heading(2, texts.headings.priorities),
    matrix(scribe),
    heading(2, texts.headings.topThree),
    ...firstBlocks(scribe),
  ];
}

function improvementTable(improvements: readonly Improvement[], scribe: Scribe): Block {
  const { columns } = scribe.texts;
  return table(
    [
      [columns.number, 8],
      [columns.improvement, 27],
      [columns.benefit, 27],
      [columns.owner, 14],
      [columns.due, 11],
      [columns.state, 13],
    ],
    improvements.map((improvement) => [
      improvement.id,
      improvement.title,
      improvement.benefit,
      ownerCell(improvement, scribe),
      dueCell(improvement, scribe),
      stateCell(improvement, scribe),
    ]),
  );
}

const tones: Readonly<Record<Quadrant, Tone>> = {
  quick_win: 'good',
  major_project: 'info',
  if_time_permits: 'warning',
  avoid: 'muted',
};

function matrix({ plan, texts, words }: Scribe): Block {
  const placed = priorityMatrix(plan);
  const quadrant = (which: Quadrant): Callout => ({
    kind: 'callout',
    tone: tones[which],
    title: capitalised(words.quadrants[which]),
    items:
      placed[which].length === 0
        ? [texts.nothingPlaced]
        : placed[which].map(({ id, title, status }) => texts.placed(id, title, status === 'done')),
  });
  return {
    kind: 'matrix',
    efforts: [capitalised(words.efforts.low), capitalised(words.efforts.high)],
    impacts: [capitalised(words.impacts.high), capitalised(words.impacts.low)],
    quadrants: [
      quadrant('quick_win'),
      quadrant('major_project'),
      quadrant('if_time_permits'),
      quadrant('avoid'),
    ],
  };
}

/** The three as they were chosen, and by whom; until then it says that they are a proposal. */
function firstBlocks(scribe: Scribe): readonly Block[] {
  const { plan, texts, name, date } = scribe;
  const { columns } = texts;
  const { items, chosen } = firstThree(plan);
  if (items.length === 0) return [{ kind: 'paragraph', text: texts.nothingOpen, tone: 'muted' }];
  const choice = chosen
    ? { text: texts.chosen(name(chosen.by), date(chosen.at)) }
    : { text: texts.proposed[plan.state === 'closed' ? 'closed' : 'open'], tone: 'warning' as const };
  return [
    table(
      [
        [columns.rank, 6],
        [columns.priority, 52],
        [columns.owner, 16],
        [columns.due, 12],
        [columns.state, 14],
      ],
      items.map((item, place) => [
        { title: String(place + 1), lines: [] },
        texts.placed(item.id, item.title, false),
        ownerCell(item, scribe),
        dueCell(item, scribe),
        stateCell(item, scribe),
      ]),
    ),
    { kind: 'paragraph', ...choice },
  ];
}
