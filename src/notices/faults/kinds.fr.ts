import type { ChannelName } from '../channel.ts';
import type { Wordings } from '../wording.ts';
import { faultOf } from './fault.ts';
import { wordFault } from './wording.ts';

const channels: Readonly<Record<ChannelName, string>> = {
  webhook: 'webhook',
  mail: 'courriel',
  chat: 'messagerie d’équipe',
  apprise: 'Apprise',
};

/** The notice that a way out does not work, in French. */
export const channelKinds: Pick<Wordings, 'channel_down'> = {
  channel_down: ({ data }, say) => ({
    subject: `filrouge n’arrive plus à envoyer par ${channels[data.channel]}`,
    context: `Depuis le ${say.dateTime(data.since)}, rien de ce qui est envoyé par ${channels[data.channel]} n’est accepté : ${wordFault(data.reason, 'fr')}. ${faultOf(data.reason) === 'gone' ? 'Ce qui devait y partir n’y est plus envoyé.' : 'Ce qui attend est réessayé pendant trois jours.'}`,
    ask: 'Merci de vérifier ses réglages, ou l’autre côté.',
  }),
};
