import type { FC } from 'hono/jsx';
import type { I18n } from '../words/texts.ts';

/**
 * Where a browser shows what it could not send yet (assets/desk.js). It keeps that under the name of whoever
 * noted it, so that nothing is sent in the name of somebody else.
 */
export const Outbox: FC<{ who: string; i18n: I18n }> = ({ who, i18n }) => {
  const words = i18n.t.desk.outbox;
  return (
    <section
      id="outbox"
      class="message tone-warn outbox no-print"
      aria-live="polite"
      hidden
      data-who={who}
      data-waiting={words.waiting}
      data-refused={words.refused}
      data-ended={words.ended}
      data-others={words.others}
      data-again={words.again}
      data-drop={words.drop}
      data-leave={words.leave}
      data-sent={words.sent}
    />
  );
};
