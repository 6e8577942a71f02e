import { formatOf } from '../../language/format.ts';
import type { AuditFacts } from '../audit/facts.ts';
import { type Block, facts, table, titled } from '../blocks.ts';
import { costOfInaction } from '../drafting/context.ts';
import type { Scribe } from './scribe.ts';

/** The findings of an audit: what doing nothing costs, what is gained, the phases proposed. */
export function auditBlocks(audit: AuditFacts, { language, texts }: Scribe): readonly Block[] {
  const { headings, columns, facts: labels } = texts;
  const euros = (amount: number) => formatOf(language).quantity(amount, { unit: 'currency' });
  const amounts = (name: string, rows: readonly (readonly [string, number | undefined])[]) =>
    table(
      [
        [name, 4],
        [name === columns.gain ? columns.amount : columns.yearlyCost, 1],
      ],
      rows.map(([text, amount]) => [text, amount === undefined ? texts.none : euros(amount)]),
    );
  const head = [
    [labels.auditDate, audit.date],
    [labels.auditStatus, audit.status],
    [labels.target, audit.target],
  ].flatMap(([label, value]) => (label && value ? [[label, value] as const] : []));
  const costs = [
    ...audit.pains.map(({ text, yearlyCost }) => [text, yearlyCost] as const),
    ...totalsOf(audit).map(({ label, amount }) => [labels[label], amount] as const),
  ];
  const { gains = [], expectedGain } = audit;
  return [
    ...(head.length === 0 ? [] : [facts(1, head)]),
    ...titled(headings.costs, audit.pains.length === 0 ? [] : [amounts(columns.pain, costs)]),
    ...titled(
      headings.gains,
      gains.length === 0
        ? []
        : [
            amounts(
              columns.gain,
              gains.map(({ text, amount }) => [text, amount]),
            ),
          ],
    ),
    ...(expectedGain === undefined
      ? []
      : [{ kind: 'paragraph', label: labels.gain, text: euros(expectedGain) } as const]),
    ...titled(
      headings.phases,
      audit.phases.flatMap(({ title, items }): Block[] => [
        { kind: 'paragraph', text: title },
        { kind: 'list', ordered: false, items },
      ]),
    ),
  ];
}

/** The sum of what the pains cost, beside the one that the audit states: a gap is told. */
export function totalsOf(
  audit: Pick<AuditFacts, 'pains'> & { readonly statedTotal?: number | undefined },
): readonly { readonly label: 'total' | 'statedTotal' | 'gap'; readonly amount: number }[] {
  const sum = costOfInaction(audit);
  const { statedTotal } = audit;
  return [
    { label: 'total', amount: sum },
    ...(statedTotal === undefined ? [] : [{ label: 'statedTotal' as const, amount: statedTotal }]),
    ...(statedTotal === undefined || statedTotal === sum
      ? []
      : [{ label: 'gap' as const, amount: statedTotal - sum }]),
  ];
}

/** The rest of the audit's text: nothing of it is lost. */
export function auditNotes({ plan, texts }: Scribe): readonly Block[] {
  const notes = plan.audit?.notes ?? [];
  return titled(
    texts.headings.notes,
    notes.length === 0
      ? []
      : [
          {
            kind: 'list',
            ordered: false,
            items: notes.map(({ under, text }) => (under === undefined ? text : `${under} : ${text}`)),
          },
        ],
  );
}
