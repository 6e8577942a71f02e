import { thin } from '../../src/language/typography.ts';
import { itemName } from './catalogue.ts';
import { delayText } from './delay.ts';
import { detectionMs, lookAtAgent, lookAtIncident, lookAtIncidents, lookAtPlan, ruleOf } from './looks.ts';
import type { Scene } from './scene.ts';
import { until } from './until.ts';

/** The consequences of the breach. Times are epoch ms. */
export type Breach = {
  readonly incident: number;
  readonly plan: number;
  readonly trippedAt: number;
  readonly alarmMs: number;
  /** Unknown when it was the passing of time that tripped, or a filrouge that has been killed since. */
  readonly trippedMs: number | undefined;
  readonly obeyedMs: number;
};

/** Long enough for what is usual to be known. */
const calmMs = 12_000;

/** From the calm to the draft plan: nothing but the stall of the feed is staged. */
export async function playBreach(scene: Scene): Promise<Breach> {
  await beginAnswering(scene);
  const stalledAt = await stallFeed(scene);
  const alarm = await awaitAlarm(scene, stalledAt);
  await awaitFalseAnswer(scene, stalledAt);
  const trip = await awaitTrip(scene);
  const plan = await tellIncident(scene, alarm.incident);
  await tellPlan(scene, plan);
  return { ...alarm, ...trip, plan };
}

async function beginAnswering(scene: Scene): Promise<void> {
  const { address, clients, screen, seen, signal, standards, texts } = scene;
  await until(signal, 'Margaux to answer customers', () => seen.tally.right > 0 || undefined, {
    came: () => JSON.stringify(seen.tally),
  });
  await until(signal, 'Margaux to acknowledge her switch', async () => {
    const agent = await lookAtAgent(clients.viewer);
    return agent.switch.acknowledged || undefined;
  });
  const ties = [
    ...(standards.openfeature ? [texts.byFlag] : []),
    ...(standards.otel ? [texts.byTelemetry] : []),
  ];
  screen.step('good', [...texts.onLine, ...ties], address('/agents/margaux'));
}

/** Right after a delivery has been synchronised, so that the alarm comes before the first false answer. */
async function stallFeed(scene: Scene): Promise<number> {
  const { clients, format, orderFeed, screen, seen, signal, texts } = scene;
  const calmUntil = Date.now() + calmMs;
  await until(signal, 'a delivery that reaches Margaux', () => {
    const delivered = seen.deliveries.at(-1)?.at ?? Number.POSITIVE_INFINITY;
    return (delivered > calmUntil && seen.synchronisedAt > delivered) || undefined;
  });
  const { value } = ruleOf(await lookAtAgent(clients.viewer), 'error-rate');
  const answers = format.number(seen.tally.right + seen.tally.wrong);
  screen.step('good', texts.calm({ answers, errorRate: format.quantity(value ?? 0, { unit: 'ratio' }) }));
  orderFeed('stall');
  screen.step('fact', texts.stalls);
  return Date.now();
}

async function awaitAlarm(scene: Scene, stalledAt: number): Promise<{ incident: number; alarmMs: number }> {
  const { address, clients, format, screen, signal, texts } = scene;
  const { incident, trigger } = await until(
    signal,
    'the alarm about the freshness of the catalogue',
    async () => {
      for (const incident of await lookAtIncidents(clients.viewer)) {
        const trigger = incident.triggers.find(
          ({ rule, firedAt }) => rule === 'catalogue-freshness' && Date.parse(firedAt) >= stalledAt,
        );
        if (trigger !== undefined) return { incident: incident.number, trigger };
      }
      return undefined;
    },
  );
  const { threshold = 0, value = threshold } = trigger;
  const alarmMs = (value - threshold) * 1000;
  const seconds = (amount: number) => `${format.number(amount)}${thin}s`;
  screen.step(
    'alarm',
    texts.alarm({
      freshness: seconds(value),
      limit: seconds(threshold),
      after: delayText(alarmMs, format),
      incident,
    }),
    address(`/incidents/${incident}`),
  );
  return { incident, alarmMs };
}

async function awaitFalseAnswer(
  { language, screen, seen, signal, texts }: Scene,
  stalledAt: number,
): Promise<void> {
  const delivery = await until(signal, 'a delivery', () => seen.deliveries.find(({ at }) => at > stalledAt));
  const arrived = delivery.arrived.map((item) => itemName(item, language));
  screen.step('fact', texts.delivery({ items: arrived.join(', '), count: arrived.length }));
  const wrong = await until(signal, 'a false answer', () =>
    seen.wrong.find(({ at, saidAvailable }) => at > delivery.at && !saidAvailable),
  );
  screen.step('alarm', texts.falseAnswer(itemName(wrong.item, language)));
}

async function awaitTrip(scene: Scene): Promise<Pick<Breach, 'trippedAt' | 'trippedMs' | 'obeyedMs'>> {
  const { address, clients, format, screen, seen, server, signal, texts } = scene;
  const obeyed = await until(signal, 'the kill switch', () => seen.told.find(({ mayRun }) => !mayRun));
  const trigger = await until(signal, 'the incident with the rule that tripped', async () =>
    (await lookAtIncidents(clients.viewer))
      .flatMap(({ triggers }) => triggers)
      .find(({ suspended }) => suspended),
  );
  const agent = await until(signal, 'Margaux to acknowledge that she is stopped', async () => {
    const state = await lookAtAgent(clients.viewer);
    return state.switch.acknowledged ? state : undefined;
  });
  const trippedAt = Date.parse(trigger.firedAt);
  const trippedMs = await detectionMs(server.url());
  // Margaux sends one batch after the other: the one that broke the threshold is the last one before it was
  // broken.
  const sentAt = seen.sentAt.findLast((at) => at <= trippedAt) ?? trippedAt;
  const obeyedMs = Math.max(0, obeyed.at - (trippedMs === undefined ? trippedAt : sentAt + trippedMs));
  const { value = 0, threshold = value } = trigger;
  const limit = format.limit(threshold, { unit: 'ratio' });
  const tripped = trippedMs === undefined ? undefined : delayText(trippedMs, format);
  screen.step(
    'stop',
    [
      texts.tripped({ value: format.quantity(value, { unit: 'ratio' }, threshold), limit }),
      texts.trippedAfter({ tripped, obeyed: delayText(obeyedMs, format) }),
      texts.turnedAway(agent.switch.epoch),
    ],
    address('/agents/margaux'),
  );
  return { trippedAt, trippedMs, obeyedMs };
}

/** The incident with its evidence, which follows the trip in a moment; its plan's number. */
async function tellIncident(
  { address, clients, format, screen, signal, texts }: Scene,
  number: number,
): Promise<number> {
  const { incident, plan } = await until(signal, 'the evidence, and a plan of the incident', async () => {
    const found = await lookAtIncident(clients.viewer, number);
    const isAboutErrors = found.evidence?.series.metric === 'error_rate';
    return isAboutErrors && found.plan !== undefined ? { incident: found, plan: found.plan } : undefined;
  });
  const exposed = incident.evidence?.exposed;
  screen.step(
    'fact',
    texts.incident({
      number,
      triggers: [...new Set(incident.triggers.map(({ rule }) => rule))],
      exposed: {
        all: format.number(exposed?.interactions ?? 0),
        wrong: format.number(exposed?.errors ?? 0),
      },
    }),
    address(`/incidents/${number}`),
  );
  return plan;
}

async function tellPlan({ address, clients, screen, texts }: Scene, number: number): Promise<void> {
  const plan = await lookAtPlan(clients.viewer, number);
  const { actions, improvements, indicators, hypotheses, priorities } = plan;
  const lines = texts.plan({
    number,
    actions: actions.length,
    improvements: improvements.length,
    indicators: indicators.length,
    topThree: priorities.topThree,
  });
  const guesses = hypotheses.map(({ text }) => texts.hypothesis(text));
  screen.step('fact', [...lines, ...guesses], address(`/plans/${number}`));
}
