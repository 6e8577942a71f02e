/** The helpdesks whose events are understood. */
export const helpdeskKinds = [
  'zammad',
  'chatwoot',
  'zendesk',
  'freshdesk',
  'intercom',
  'hubspot',
  'odoo',
  'rt',
] as const;
export type HelpdeskKind = (typeof helpdeskKinds)[number];

/**
 * A field of a ticket and what its values mean. `from` is group, tags, channel, or the helpdesk's own name of
 * a field, with dots into it. A value that is not named means nothing and is dropped.
 */
export type CodeField = { readonly from: string; readonly values: Readonly<Record<string, string>> };

/** A field that says yes: by one of these values, or by true itself. */
export type FlagField = { readonly from: string; readonly is: readonly string[] };

/** A field that holds a number, or values that stand for numbers. */
export type NumberField = { readonly from: string; readonly values: Readonly<Record<string, number>> };

/** How tickets of one installation of a helpdesk are read: one entry of `helpdesks` in rules/sources.yaml. */
export type HelpdeskSource = {
  /** The end of the address of its webhook: `/v1/hooks/{name}`. */
  readonly name: string;
  readonly kind: HelpdeskKind;
  /** Where people find a ticket there: an address with `{id}` in it. */
  readonly url?: string;
  /** The agent that its tickets are about. */
  readonly agent: { readonly fixed: string } | CodeField;
  /** Left out: what the helpdesk itself says, if it says it. */
  readonly settled?: FlagField;
  readonly error?: FlagField;
  readonly reason?: CodeField;
  readonly escalated?: FlagField;
  readonly channel?: CodeField;
  readonly csat?: NumberField;
  readonly nps?: NumberField;
};
