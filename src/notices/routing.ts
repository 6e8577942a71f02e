import type { NewNotice, NoticeKind, NoticeSeverity } from './notice.ts';

export const channelNames = ['webhook', 'mail', 'chat'] as const;
export type ChannelName = (typeof channelNames)[number];

/** One delivery to make: `recipient` is a person id for mail, absent for channels with one fixed target. */
export type Target = { readonly channel: ChannelName; readonly recipient?: string };

const rank: Readonly<Record<NoticeSeverity, number>> = { info: 0, warning: 1, critical: 2 };

/**
 * From which severity on a kind is said in the chat, where it interrupts a whole team. Reminders are between
 * filrouge and their owner until they escalate.
 */
const chatFrom: Readonly<Record<NoticeKind, NoticeSeverity | 'never'>> = {
  agent_tripped: 'info',
  agent_suspended: 'info',
  agent_resumed: 'info',
  suspension_not_acknowledged: 'info',
  incident_opened: 'warning',
  incident_resolved: 'info',
  rule_alert: 'warning',
  rule_no_data: 'warning',
  rule_files_bad: 'info',
  plan_drafted: 'warning',
  plan_activated: 'info',
  plan_closed: 'info',
  plan_reopened: 'info',
  action_regressed: 'info',
  action_reminder: 'never',
  review_reminder: 'never',
  reminder_escalated: 'info',
  drill: 'info',
};

/** The channels of a kind at a severity. The webhook gets everything: its receiver filters for itself. */
export function channelsFor(kind: NoticeKind, severity: NoticeSeverity): readonly ChannelName[] {
  const from = chatFrom[kind];
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
