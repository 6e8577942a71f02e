import type { Page } from './helpdesk.ts';
import type { Told } from './told.ts';

/** The page of a list, the last one where it is not full; or why it is none. */
export function pageOf(
  items: unknown,
  perPage: number,
  read: (item: unknown) => Told | string,
): Page | string {
  if (!Array.isArray(items)) return 'expected a list';
  const told: Told[] = [];
  for (const item of items) {
    const one = read(item);
    if (typeof one === 'string') return one;
    told.push(one);
  }
  return { told, isLast: items.length < perPage };
}
