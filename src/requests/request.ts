import type { DeskRole } from '../access/desk-roles.ts';
import type { Priority } from '../rules/desk/desk.ts';

/** The ways by which customers reach a desk, and it them. */
export const channels = ['phone', 'mail', 'chat', 'letter', 'form', 'visit', 'agent', 'other'] as const;
export type Channel = (typeof channels)[number];

/** The states of a request: the last three are ends. */
export const requestStates = [
  'received',
  'answered',
  'waiting',
  'reopened',
  'resolved',
  'closed',
  'merged',
] as const;
export type RequestState = (typeof requestStates)[number];
/** The states in which the desk has something to do, or to wait for. */
export const openStates = ['received', 'answered', 'waiting', 'reopened'] as const satisfies RequestState[];

/** The side that a request waits for. */
export type Awaited = 'us' | 'customer';

/** A moment and who: times are epoch milliseconds, `by` an actor text. */
export type Stamp = { readonly at: number; readonly by: string };

/** The part of a request that its state says: each owns what it alone has. */
export type RequestLife =
  /** Nobody has answered yet. */
  | { readonly state: 'received' }
  /** Answered, and nobody is waited for by name. */
  | { readonly state: 'answered' }
  | { readonly state: 'waiting'; readonly for: Awaited; readonly since: number }
  /** Resolved or closed before, and it was not: it waits for the desk again. */
  | { readonly state: 'reopened'; readonly since: number }
  | { readonly state: 'resolved'; readonly resolved: Stamp; readonly confirmed?: Stamp }
  /** Not resolved: given up, such as when the customer never answered. */
  | { readonly state: 'closed'; readonly resolved?: Stamp; readonly closed: Closing }
  /** Told twice: all goes on in another one. */
  | { readonly state: 'merged'; readonly into: number; readonly merged: Stamp };

/** How a request was closed: the customer said that it is solved, or somebody said why nobody did. */
export type Closing = Stamp &
  (
    | { readonly how: 'confirmed'; readonly confirmedAt: number }
    /** `why`: vault id of the reason. */
    | { readonly how: 'unconfirmed'; readonly why: string }
  );

/** An escalation: taken up when there is somebody who has said so. */
export type Escalation = Stamp & {
  /** Person id; absent: to whoever leads. */
  readonly to?: string;
  /** Vault id of the reason. */
  readonly why: string;
  readonly takenUp?: Stamp;
};

/** The next thing to do, and by when. */
export type NextStep = {
  /** Vault id of the words. */
  readonly step: string;
  /** Epoch milliseconds. */
  readonly dueAt?: number;
};

/** A customer’s request. Whatever a person said or is called stands in the vault; here are its ids. */
export type Request = {
  /** From 1. */
  readonly number: number;
  /** Raised by each change: whoever changes says which one was read. */
  readonly version: number;
  readonly life: RequestLife;
  /** Of desk.yaml, or `other`. */
  readonly kind: string;
  readonly priority: Priority;
  readonly channel: Channel;
  /** Id of a customer. */
  readonly customer: string;
  /** Vault ids. */
  readonly subject: string;
  readonly text?: string;
  /** Vault id of the fields of desk.yaml, as one JSON text. */
  readonly fields?: string;
  /** The fields that its kind requires and that are not there. */
  readonly missing: readonly string[];
  /** The agent that it is about, and the reason, in the words of its interactions. */
  readonly agent?: string;
  readonly reason?: string;
  readonly received: Stamp;
  /** Person id of who follows it. */
  readonly owner?: string;
  readonly answered?: Stamp;
  readonly next?: NextStep;
  readonly escalation?: Escalation;
  /** Checked by the referent: complete and right. */
  readonly validated?: Stamp;
  /** How often it was resolved and was not. */
  readonly reopenings: number;
  /** Contacts so far, by who began them: the request itself is the first one of the customer. */
  readonly contacts: { readonly in: number; readonly out: number };
  /** When the last contact was. */
  readonly lastContactAt: number;
};

/** The side that began a contact; `note`: nobody, somebody of the desk wrote something down. */
export const directions = ['in', 'out', 'note'] as const;
export type Direction = (typeof directions)[number];

/** One contact about a request. */
export type Contact = {
  readonly id: string;
  readonly request: number;
  readonly direction: Direction;
  readonly channel: Channel;
  /** When it was; `noted` is when and by whom it was written down. */
  readonly at: number;
  readonly noted: Stamp;
  /** Vault id of its content. */
  readonly text?: string;
  /** Of a call: when it ended. */
  readonly endedAt?: number;
};

/** The times of a request, for clocks and figures. All are epoch milliseconds. */
export type RequestTimes = {
  readonly number: number;
  readonly kind: string;
  readonly priority: Priority;
  readonly state: RequestState;
  readonly owner?: string;
  readonly agent?: string;
  readonly receivedAt: number;
  /** The first answer. */
  readonly answeredAt?: number;
  /** While it waits. */
  readonly waitingFor?: Awaited;
  readonly waitingSince?: number;
  readonly nextDueAt?: number;
  readonly escalatedAt?: number;
  readonly escalatedTo?: string;
  readonly takenUpAt?: number;
  readonly resolvedAt?: number;
  readonly closedAt?: number;
  readonly reopenings: number;
  readonly contactsIn: number;
  readonly contactsOut: number;
};

/** The person or key that gives a command at the desk. */
export type DeskActor = {
  /** Actor text. */
  readonly by: string;
  /** Person id, where it is a person. */
  readonly person?: string;
  readonly role?: DeskRole;
};

/** Whether the desk has still something to do about it. */
export function isOpen({ life }: Pick<Request, 'life'>): boolean {
  return openStates.some((state) => state === life.state);
}
