import type { FC } from 'hono/jsx';
import { defined } from '../../platform/defined.ts';
import { addressWith } from '../components/list.page.tsx';
import { Icon } from '../components/parts.page.tsx';
import type { I18n } from '../words/texts.ts';

/** The way to what is silenced and planned; `agent` and `rule` stand in its form then. */
export const SilencesLink: FC<{ agent?: string; rule?: string; button?: boolean; i18n: I18n }> = (props) => {
  const { agent, rule, button = false, i18n } = props;
  return (
    <a
      class={button ? 'button plain no-print' : undefined}
      href={addressWith('/silences', defined({ agent, rule }))}
    >
      <Icon name="silent" />
      {i18n.t.silences.link}
    </a>
  );
};
