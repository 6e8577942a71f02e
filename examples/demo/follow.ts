import type { z } from 'zod';
import type { PlanBody } from '../../src/plans/http/plan-body.ts';
import { delayText } from './delay.ts';
import { lookAtPlan } from './looks.ts';
import type { Scene } from './scene.ts';

type Plan = z.infer<typeof PlanBody>;

/** Tells what filrouge finds out about a plan while people do other things. */
export type Following = {
  /** The plan as it was last seen, once what was found out about it has been told. */
  readonly plan: () => Plan | undefined;
  readonly stop: () => void;
};

const lookEveryMs = 100;

/**
 * Tells of each action when its criteria are met. An action that regresses is done again by whoever owns it.
 */
export function followPlan(scene: Scene, number: number): Following {
  const { clients, end } = scene;
  const verified = new Set<string>();
  let seen: Plan | undefined;
  let isOver = false;

  const look = async (): Promise<void> => {
    const plan = await lookAtPlan(clients.viewer, number);
    for (const action of plan.actions) {
      const isVerified = action.verification === 'verified';
      if (isVerified && !verified.has(action.id)) tellVerified(scene, action);
      if (isVerified) verified.add(action.id);
      else if (verified.delete(action.id))
        await clients.lea.command('PATCH', `/v1/actions/${action.id}`, { status: 'done' });
    }
    seen = plan;
  };
  const follow = async (): Promise<void> => {
    while (!isOver) {
      await look();
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    }
  };
  follow().catch((error) => end.abort(error));
  return {
    plan: () => seen,
    stop: () => {
      isOver = true;
    },
  };
}

function tellVerified(
  { format, screen, texts }: Scene,
  { criteria, doneAt, id, verifiedBy = [] }: Plan['actions'][number],
): void {
  const metAt = Math.max(...criteria.map(({ since = '' }) => Date.parse(since)));
  const afterMs = metAt - Date.parse(doneAt ?? '');
  const after = afterMs < 1_000 ? undefined : delayText(afterMs, format);
  screen.step(
    'good',
    texts.verified({
      action: id,
      by: verifiedBy.at(-1) ?? 'measured',
      criteria: criteria.map(({ text }) => text),
      after,
    }),
  );
}
