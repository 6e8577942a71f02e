import { clocksOf } from '../../incidents/clocks/classification.ts';
import { clockLine } from '../../incidents/clocks/texts.ts';
import { type Block, heading } from '../../plans/blocks.ts';
import { nameOf, said } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';
import type { ClockSources } from './clocks.page.tsx';

/** The reports that are owed, by when, and those that were sent: with their numbers at the authority. */
export function clockBlocks({ incident, set, now }: ClockSources, i18n: I18n): readonly Block[] {
  const { classes = [] } = incident;
  const words = i18n.t.clocks;
  const views = clocksOf(incident, now);
  return classes.flatMap((one): Block[] => {
    const clocks = views.filter(({ classification }) => classification === one);
    const sent = one.reports.map(({ sentAt, by, kind, reference, link, reason }) =>
      [
        `${words.sentOn(i18n.f.exact(sentAt))}, ${words.reportKinds[kind]}`,
        ...(reference === undefined ? [] : [words.reference(reference)]),
        ...(link === undefined ? [] : [link]),
        ...(reason === undefined ? [] : [words.reasonWas(reason)]),
        i18n.t.common.by(nameOf(by, set, i18n)),
      ].join(' · '),
    );
    return [
      heading(3, said(one.rule.name, i18n)),
      {
        kind: 'paragraph',
        text: `${words.aware(i18n.f.exact(one.awareAt))} · ${said(one.rule.source, i18n)}`,
      },
      { kind: 'list', ordered: false, items: clocks.map((view) => clockLine(view, i18n.language)) },
      ...(sent.length === 0 ? [] : [{ kind: 'list', ordered: false, items: sent } as const]),
    ];
  });
}
