import type { RequestFile } from '../../requests/view-store.ts';

type Contact = RequestFile['contacts'][number];
type Event = RequestFile['events'][number];

/** One happening of a request: a contact with its words, or a step of its life. */
export type Happening =
  | { readonly what: 'contact'; readonly at: number; readonly contact: Contact }
  | { readonly what: 'step'; readonly at: number; readonly event: Event };

/** Steps that a contact tells already, with its words. */
const toldByContact: ReadonlySet<Event['kind']> = new Set(['requestContacted', 'requestAnswered']);

/** Contacts and steps as they happened, the latest first; a step that a contact tells stands there alone. */
export function historyOf({
  contacts,
  events,
}: Pick<RequestFile, 'contacts' | 'events'>): readonly Happening[] {
  const known = new Set(contacts.map(({ id }) => id));
  const steps = events.filter(
    ({ kind, data }) => !(toldByContact.has(kind) && known.has(String(data['contact']))),
  );
  const all: Happening[] = [
    ...steps.map((event): Happening => ({ what: 'step', at: event.at, event })),
    ...contacts.map((contact): Happening => ({ what: 'contact', at: contact.at, contact })),
  ];
  // Of the same moment the step comes first: what was said is what followed.
  return all
    .map((happening, place) => ({ happening, place }))
    .toSorted((one, other) => other.happening.at - one.happening.at || other.place - one.place)
    .map(({ happening }) => happening);
}
