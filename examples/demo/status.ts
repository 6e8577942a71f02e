import { delayText } from './delay.ts';
import { type AgentState, lookAtAgent, ruleOf } from './looks.ts';
import type { Scene } from './scene.ts';

const everyMs = 250;

/** Keeps the status line up to date until the returned function is called. */
export function showStatus(scene: Scene): () => void {
  const { clients, screen } = scene;
  let isLooking = false;
  const look = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    await lookAtAgent(clients.viewer)
      .then((agent) => screen.status(statusText(agent, scene)))
      // The story itself says what is wrong.
      .catch(() => {});
    isLooking = false;
  };
  const timer = setInterval(() => void look(), everyMs);
  return () => clearInterval(timer);
}

function statusText(agent: AgentState, { format, seen, texts }: Scene): string {
  const errors = ruleOf(agent, 'error-rate');
  const freshness = ruleOf(agent, 'catalogue-freshness');
  const parts = [
    agent.switch.mayRun ? texts.status.running : texts.status.stopped,
    `${texts.status.errorRate} ${errors.value === null ? '–' : format.quantity(errors.value, { unit: 'ratio' }, errors.threshold)}`,
    `${texts.status.freshness} ${freshness.value === null ? '–' : delayText(freshness.value * 1_000, format)}`,
    texts.status.answers(format.number(seen.tally.right + seen.tally.wrong)),
  ];
  return parts.join(' · ');
}
