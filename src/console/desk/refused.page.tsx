import type { FC } from 'hono/jsx';
import type { Refusal } from '../../platform/refusal.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { RefusalMessage } from '../components/refusal.page.tsx';
import { type Frame, Page } from '../shell/layout.page.tsx';

/** A desk that cannot be opened, and why. */
export const RefusedPage: FC<{ frame: Frame; refusal: Refusal; set: RuleSet }> = ({
  frame,
  refusal,
  set,
}) => (
  <Page frame={frame} title={frame.i18n.t.shell.requests} section="requests" lead={frame.i18n.t.desk.lead}>
    <RefusalMessage refusal={refusal} set={set} i18n={frame.i18n} />
  </Page>
);
