import type { FC } from 'hono/jsx';
import { Message } from '../components/parts.page.tsx';
import { type Frame, Page } from '../shell/layout.page.tsx';

/** After a stop that the database could not take: nothing else can be shown of the agent then. */
export const KeptStopPage: FC<{ frame: Frame; agent: string; name: string }> = ({ frame, agent, name }) => {
  const { i18n } = frame;
  const words = i18n.t.agent;
  return (
    <Page
      frame={frame}
      title={words.isSuspended(name)}
      section="watch"
      lead={words.keptHint}
      back={{ href: `/agents/${agent}`, label: name }}
    >
      <Message tone="warn" title={words.kept} />
    </Page>
  );
};
