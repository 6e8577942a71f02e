import type { ChannelName } from '../channel.ts';
import type { Wordings } from '../wording.ts';
import { faultOf } from './fault.ts';
import { wordFault } from './wording.ts';

const channels: Readonly<Record<ChannelName, string>> = {
  webhook: 'webhook',
  mail: 'mail',
  chat: 'chat',
  apprise: 'Apprise',
};

/** The notice that a way out does not work, in English. */
export const channelKinds: Pick<Wordings, 'channel_down'> = {
  channel_down: ({ data }, say) => ({
    subject: `filrouge can no longer send by ${channels[data.channel]}`,
    context: `Since ${say.dateTime(data.since)} nothing that is sent by ${channels[data.channel]} has been taken: ${wordFault(data.reason, 'en')}. ${faultOf(data.reason) === 'gone' ? 'Nothing more is sent there.' : 'What waits is tried again for three days.'}`,
    ask: 'Please look at its settings, or at the other side.',
  }),
};
