import { createReplays, type Replayable, type Replays } from '../../plans/cases/jobs.ts';
import { createAsking } from '../../plans/cases/pull/asking.ts';
import { neverReplayed } from '../../plans/cases/standing.ts';
import { registerReplayTelemetry } from '../../plans/cases/telemetry.ts';
import type { Core } from '../core.ts';
import type { Ground } from '../ground.ts';

/** Asks agents their cases again, in the process that evaluates alone. */
export function replaysOf(
  { settings, ports: { clock, logger }, registry }: Ground,
  { thread: { memory, noteReplay } }: Core,
): Replays {
  const actions = (): Replayable[] => {
    const known = memory();
    if (known === undefined) return [];
    return [...known.agents.values()].flatMap(({ agent, plans, replays }) =>
      [...plans.values()].flatMap((plan) =>
        plan.state === 'closed'
          ? []
          : plan.actions
              .filter(({ id, replay }) => replay !== undefined || replays.has(id))
              .map((action) => ({ agent, plan, action, standing: replays.get(action.id) ?? neverReplayed })),
      ),
    );
  };
  const noted = async (event: Parameters<typeof noteReplay>[0]): Promise<void> => {
    const written = await noteReplay(event);
    if (!written.ok) throw new Error(written.refusal.detail);
  };
  return createReplays({
    ...{ now: clock.now, logger, actions },
    ask: createAsking({
      now: clock.now,
      allowPrivate: settings.allowPrivateTargets,
      headerValue: (name) => settings.replayHeaders?.get(name.toUpperCase().replaceAll('-', '_')),
    }),
    begin: (about) => noted({ kind: 'replayDue', ...about }),
    tell: (told) => noted({ kind: 'casesReplayed', ...told }),
    count: registerReplayTelemetry(registry),
  });
}
