import type { Bilingual } from '../../metrics/metric.ts';
import { type ClockClass, spanText } from './clock-class.ts';

/** The content of clocks.yaml, class by class, as comparable texts under the keys of the file. */
export function clockTexts({
  clockClasses = [],
}: {
  readonly clockClasses?: readonly ClockClass[];
}): { readonly id: string; readonly texts: Readonly<Record<string, string>> }[] {
  return clockClasses.map(({ id, name, source, facets, clocks }) => ({
    id,
    texts: Object.fromEntries([
      ...both('name', name),
      ...both('source', source),
      ...facets.flatMap((facet) => both(`facets.${facet.id}`, facet.name)),
      ...clocks.flatMap((clock) => {
        const key = `clocks.${clock.id}`;
        const rest = [
          [key, `${spanText(clock.within)} from ${clock.from}`],
          [`${key}.when`, clock.when ?? 'always'],
          [`${key}.first_incomplete`, String(clock.firstIncomplete)],
        ] as const;
        return [...rest, ...both(`${key}.name`, clock.name), ...both(`${key}.source`, clock.source)];
      }),
    ]),
  }));
}

function both(key: string, { fr, en }: Bilingual): (readonly [string, string])[] {
  return [
    [`${key}.fr`, fr],
    [`${key}.en`, en],
  ];
}
