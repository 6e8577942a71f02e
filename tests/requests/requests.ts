import type { RequestCommand } from '../../src/requests/commands.ts';
import type { DeskActor, Request } from '../../src/requests/request.ts';

export const hour = 3_600_000;
/** When the requests of these tests are received. */
export const t0 = Date.parse('2026-06-05T08:00:00Z');
/** So many hours behind that. */
export const at = (hours: number): number => t0 + Math.round(hours * hour);

export const agent: DeskActor = { by: 'person:sam', person: 'sam', role: 'agent' };
export const referent: DeskActor = { by: 'person:rene', person: 'rene', role: 'referent' };
export const lead: DeskActor = { by: 'person:lea', person: 'lea', role: 'lead' };

/** A request as it is received. */
export function request(more: Partial<Request> = {}): Request {
  return {
    ...{
      number: 1,
      version: 1,
      life: { state: 'received' },
      kind: 'other',
      priority: 'normal',
      channel: 'phone',
    },
    ...{ customer: 'c-1', subject: 'v-1', missing: [], received: { at: t0, by: 'key:1' }, reopenings: 0 },
    ...{ contacts: { in: 1, out: 0 }, lastContactAt: t0 },
    ...more,
  };
}

type Contact = Extract<RequestCommand, { kind: 'noteContact' }>;

/** A contact so many hours after the request was received. */
export function contact(
  direction: Contact['direction'],
  hours: number,
  more: Partial<Contact> = {},
): Contact {
  return {
    kind: 'noteContact',
    contact: `contact-${hours}`,
    direction,
    channel: 'mail',
    at: at(hours),
    ...more,
  };
}
