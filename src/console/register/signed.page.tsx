import type { FC } from 'hono/jsx';
import type { AnchorState } from '../../register/checkpoint/anchor-store.ts';
import type { Doubt, StoredCheckpoint } from '../../register/checkpoint/checkpoint-store.ts';
import { addressWith } from '../components/list.page.tsx';
import { Facts, Message, Time } from '../components/parts.page.tsx';
import type { I18n } from '../words/texts.ts';

/** How signing the register fares: what was signed last, and where that is kept outside. */
export type SignedState = {
  readonly isSigning: boolean;
  readonly last: StoredCheckpoint | undefined;
  readonly doubt: Doubt | undefined;
  readonly anchors: readonly AnchorState[];
};

type Props = { signed: SignedState; span: Readonly<Record<'from' | 'until', string>>; i18n: I18n };

/** The last signed state, what to take along, and how whoever audits verifies it. */
export const Signed: FC<Props> = ({ signed: { isSigning, last, doubt, anchors }, span, i18n }) => {
  const words = i18n.t.register.signed;
  return (
    <section class="card stack no-print" id="signed" aria-label={words.title}>
      <h2>{words.title}</h2>
      {doubt && (
        <Message tone="bad" title={words.doubtful(i18n.f.number(doubt.brokenAt))} urgent>
          <span>{words.doubtfulAsk}</span>
        </Message>
      )}
      {!isSigning && (
        <Message tone="warn" title={words.unsigned}>
          {words.unsignedAsk}
        </Message>
      )}
      {anchors.map(({ fault, faultSince, place }) =>
        fault === undefined ? null : (
          <Message key={place} tone="bad" title={words.fault(fault)} urgent>
            {faultSince === undefined ? null : <Time at={faultSince} i18n={i18n} as="exact" />}
          </Message>
        ),
      )}
      {last && (
        <Facts
          items={[
            { name: words.last, value: <Time at={last.at} i18n={i18n} as="exact" /> },
            { name: words.entries, value: i18n.f.number(last.size) },
            ...anchors.map(({ at }) => ({
              name: words.file,
              value: at === undefined ? undefined : <Time at={at} i18n={i18n} as="exact" />,
            })),
          ]}
        />
      )}
      <p class="small muted">{words.hint}</p>
      <p>
        {last && <a href="/register/checkpoint.txt">{words.download}</a>}
        {last && ' · '}
        <a href={addressWith('/register/audit.zip', span)}>{words.bundle}</a>
      </p>
    </section>
  );
};
