/** The ways by which notices go out. */
export const channelNames = ['webhook', 'mail', 'chat', 'apprise'] as const;
export type ChannelName = (typeof channelNames)[number];

/** The channels that reach one person. */
export const personalChannels = ['mail', 'apprise'] as const satisfies readonly ChannelName[];
export type PersonalChannel = (typeof personalChannels)[number];

/**
 * One delivery to make: `recipient` is a person id, absent for channels with one fixed target; `instead` the
 * person in whose place the recipient is told.
 */
export type Target = {
  readonly channel: ChannelName;
  readonly recipient?: string;
  readonly instead?: string;
};
