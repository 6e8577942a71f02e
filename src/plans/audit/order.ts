import { parseDate } from '../../language/zoned.ts';
import { defined } from '../../platform/defined.ts';
import { beginningOf } from '../../platform/texts.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import type { NewPlanBody } from '../commands/draft.ts';
import type { PlanKind } from '../plan.ts';
import { joined } from './outline.ts';
import type { AuditReading, ReadAction, ReadPhase } from './reading.ts';
import { folded } from './words.ts';

/** The choices of whoever imports an audit, which its text does not make. */
export type ImportChoice = {
  readonly kind?: PlanKind | undefined;
  readonly agent?: string | undefined;
  readonly title?: string | undefined;
};

type Note = AuditReading['notes'][number];
type NewAction = NonNullable<NewPlanBody['actions']>[number];

const longest = { title: 300, finding: 2_000, text: 20_000 } as const;
const most = { findings: 100, actions: 300, steps: 500, notes: 4_000, read: 2_000 } as const;
const checklist = 'etapes';

/**
 * The plan that an audit asks for: its phases as groups of actions with owner and date to fill, quick wins as
 * such in the matrix, each action to be attested or ticked. What no part of a plan can hold is noted.
 */
export function auditOrder(
  reading: AuditReading,
  people: RuleSet['people'],
  { kind = 'operational', agent, title }: ImportChoice = {},
): NewPlanBody {
  const notes: Note[] = [...reading.notes];
  const read = [...reading.read];
  const cut = cutter(notes);
  const some = <T>(items: readonly T[], many: number, say: (item: T) => string) => {
    for (const item of items.slice(many)) notes.push({ text: say(item) });
    return items.slice(0, many);
  };
  if (title !== undefined && reading.title !== undefined) read.push({ text: reading.title, as: 'title' });
  for (const { title: text, quick, actions } of reading.phases)
    if (actions.length === 0) read.push({ text, as: quick ? 'quick_wins' : 'phases' });
  const works = reading.phases.flatMap((phase) => phase.actions.map((action) => ({ phase, action })));
  const actions = some(works, most.actions, ({ action }) => textOf(action)).map(({ phase, action }) =>
    actionOf(phase, action, { people, notes, read, cut }),
  );
  const pains = some(reading.pains, most.findings, ({ text, stated = '' }) => joined([text, stated]));
  const gains = some(reading.gains, most.findings, ({ text }) => text);
  const risks = some(reading.risks, most.findings, ({ text, mitigation = '' }) => joined([text, mitigation]));
  const aims = reading.target.filter((line) => !line.startsWith('•'));
  const objective = cut((aims.length > 0 ? aims : reading.target).join('\n'), longest.text);
  const advice = cut(reading.recommendations.join('\n'), longest.text);
  const audit = {
    pains: pains.map(({ text, yearlyCost, stated }) =>
      defined({
        text: cut(text, longest.finding),
        yearlyCost,
        stated: stated && cut(stated, longest.finding),
      }),
    ),
    gains: gains.map(({ text, amount }) => defined({ text: cut(text, longest.finding), amount })),
    phases: [],
    ...defined({ statedTotal: reading.statedTotal, expectedGain: reading.expectedGain }),
    ...defined({ date: reading.date && cut(reading.date, longest.title) }),
    ...defined({ status: reading.status && cut(reading.status, longest.title) }),
    ...defined({ target: cut(reading.target.join('\n'), longest.text) || undefined }),
  };
  return {
    kind,
    title: cut(title ?? reading.title ?? 'Audit', longest.title),
    ...defined({ agent, objective: objective || undefined, recommendations: advice || undefined }),
    actions,
    risks: risks.map(({ text, mitigation }) =>
      defined({ text: cut(text, longest.title), mitigation: mitigation && cut(mitigation, longest.text) }),
    ),
    audit: {
      ...audit,
      read: some(read, most.read, ({ text }) => text).map(({ text, as }) => ({
        text: cut(text, longest.finding),
        as,
      })),
      notes: fewer(notes),
    },
  };
}

/** Cuts what is too long for its place, and notes the whole of it. */
function cutter(notes: Note[]): (text: string, longest: number) => string {
  return (text, mostOf) => {
    if (text.length <= mostOf) return text;
    notes.push({ text });
    return `${beginningOf(text, mostOf - 1).trimEnd()}…`;
  };
}

/** Very many notes are joined into one, so that none is left out. */
function fewer(notes: readonly Note[]): Note[] {
  const rest = notes.slice(most.notes).map(({ text }) => text);
  const kept = notes
    .slice(0, most.notes)
    .map(({ under, text }) => defined({ under: under && beginningOf(under, 2_000), text }));
  return rest.length === 0 ? kept : [...kept, { text: rest.join('\n') }];
}

type Desk = {
  readonly people: RuleSet['people'];
  readonly notes: Note[];
  readonly read: AuditReading['read'];
  readonly cut: (text: string, longest: number) => string;
};

function actionOf({ title: phase, quick }: ReadPhase, action: ReadAction, desk: Desk): NewAction {
  const { notes, read, cut } = desk;
  const title = cut(action.title, longest.title);
  const owner = personNamed(action.owner, desk.people);
  const due = dayNamed(action.due);
  // Who is in people.yaml, and which days are days, is taken; anybody and anything else is for people to
  // place.
  for (const [text, as, found] of [
    [action.owner, 'owner', owner],
    [action.due, 'due', due],
  ] as const) {
    if (text !== undefined && found !== undefined) read.push({ text, as });
    else if (text !== undefined) notes.push({ under: title, text });
  }
  for (const { text } of action.steps.slice(most.steps)) notes.push({ under: title, text });
  const steps = action.steps.slice(0, most.steps).filter(({ text }) => text !== '');
  const ticked = steps.flatMap(({ done }, item) => (done ? [{ checklist, item }] : []));
  return {
    title,
    phase: cut(phase, longest.title),
    effort: quick ? 'low' : 'high',
    impact: 'high',
    treats: 'cause',
    ...defined({ owner, due, status: action.done ? ('done' as const) : undefined }),
    ...(steps.length === 0
      ? { criteria: [`attested "${title.replaceAll('"', '’')}"`] }
      : {
          criteria: [`checklist ${checklist} = 100%`],
          checklists: [{ id: checklist, items: steps.map(({ text }) => cut(text, longest.title)) }],
          ...defined({ ticked: ticked.length === 0 ? undefined : ticked }),
        }),
  };
}

function textOf({ title, steps, owner = '', due = '' }: ReadAction): string {
  return joined([title, owner, due, ...steps.map(({ text }) => text)]);
}

/** The person whom a text names by id or by whole name. */
function personNamed(text: string | undefined, people: RuleSet['people']): string | undefined {
  const wanted = text === undefined ? '' : folded(text);
  const found = [...people.values()].filter(
    ({ id, name }) => wanted === folded(id) || wanted === folded(name),
  );
  return found.length === 1 ? found[0]?.id : undefined;
}

const months = 'janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre'.split(
  ' ',
);

/** The day that a text names: 30/06/2026, 2026-06-30, 30 juin 2026. */
function dayNamed(text: string | undefined): string | undefined {
  const words = text === undefined ? '' : folded(text);
  const [, y, m, d] = /^(\d{4}) (\d{2}) (\d{2})$/.exec(words) ?? [];
  const [, day = d, month = m, year = y] = /^(\d{1,2})(?:er)? (\d{1,2}|\p{L}+) (\d{4})$/u.exec(words) ?? [];
  const named = months.indexOf(month ?? '') + 1;
  const number = named > 0 ? String(named) : month;
  const date = `${year}-${number?.padStart(2, '0')}-${day?.padStart(2, '0')}`;
  return parseDate(date) === undefined ? undefined : date;
}
