import type { NewNotice, NoticeKind, NoticeSeverity } from './notice.ts';

export const channelNames = ['webhook', 'mail', 'chat'] as const;
export type ChannelName = (typeof channelNames)[number];

/** One delivery to make: `recipient` is a person id for mail, absent for channels with one fixed target. */
export type Target = { readonly channel: ChannelName; readonly recipient?: string };

const rank: Readonly<Record<NoticeSeverity, number>> = { info: 0, warning: 1, critical: 2 };

/**
 * Kinds that are said in the chat, where it interrupts a whole team, only from this severity on. What one
 * person is asked is between filrouge and that person until it escalates.
 */
const chatFrom: Readonly<Partial<Record<NoticeKind, NoticeSeverity | 'never'>>> = {
  incident_opened: 'warning',
  rule_alert: 'warning',
  rule_no_data: 'warning',
  plan_drafted: 'warning',
  action_assigned: 'never',
  criterion_met: 'never',
  criterion_failed: 'never',
  plan_signature_due: 'never',
  action_reminder: 'never',
  review_reminder: 'never',
};

/** The channels of a kind at a severity. The webhook gets everything: its receiver filters for itself. */
export function channelsFor(kind: NoticeKind, severity: NoticeSeverity): readonly ChannelName[] {
  const from = chatFrom[kind] ?? 'info';
  return from !== 'never' && rank[severity] >= rank[from] ? ['webhook', 'mail', 'chat'] : ['webhook', 'mail'];
}

/** Every delivery of a notice: one a channel, for mail one a person (once, however often named). */
export function targetsOf(notice: Pick<NewNotice, 'kind' | 'severity' | 'people'>): readonly Target[] {
  return channelsFor(notice.kind, notice.severity).flatMap((channel): Target[] =>
    channel === 'mail'
      ? [...new Set(notice.people)].map((recipient) => ({ channel, recipient }))
      : [{ channel }],
  );
}
