import type { FC } from 'hono/jsx';
import { runningSteps, stepOf } from '../../switches/steps.ts';
import { type KillSwitch, shareOf } from '../../switches/switch.ts';
import type { I18n } from '../words/texts.ts';

type Props = { state: KillSwitch; i18n: I18n };

/** A share of the traffic as people read it. */
export function shareText(share: number, i18n: I18n): string {
  return i18n.f.limit(share, { unit: 'ratio' });
}

/** The share that a degraded agent has, and how it comes back in steps. */
export const ShareNow: FC<Props> = ({ state, i18n }) => {
  const words = i18n.t.degree;
  const { staged } = state;
  return (
    <>
      <p>{words.rest(shareText(shareOf(state), i18n))}</p>
      {staged === undefined ? null : (
        <ul class="plain-list">
          <li>
            <strong>{words.step(stepOf(staged).step, stepOf(staged).of)}</strong>{' '}
            {words.stepList(
              i18n.f.list(
                staged.steps.map(({ share, forMs }) =>
                  words.oneStep(shareText(share, i18n), i18n.f.duration(forMs)),
                ),
              ),
            )}
          </li>
          <li>
            {runningSteps(state) === undefined
              ? words.waits
              : words.held(
                  i18n.f.duration(staged.heldMs),
                  i18n.f.duration(staged.steps[staged.at]?.forMs ?? 0),
                )}
          </li>
          <li class="muted">{words.looks(staged.rules.join(', '))}</li>
        </ul>
      )}
    </>
  );
};
