import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { z } from 'zod';
import { defined } from '../../src/platform/defined.ts';
import { listen } from '../../src/platform/http/server.ts';
import { createReporter, followSwitch, isKept, type Reporter, type SwitchState } from './agent.ts';
import { tell } from './messages.ts';

/** The environment of Margaux's process. */
export const MargauxSettings = z.object({
  FILROUGE_URL: z.url(),
  FILROUGE_KEY: z.string().min(1),
  SHOP_URL: z.url(),
  PORT: z.coerce.number().int(),
  /** Her switch is a flag of OpenFeature. */
  OPENFEATURE: z.stringbool().default(false),
  /** What happens is told by OpenTelemetry, with this key. */
  OTEL_KEY: z.string().default(''),
  /** The guard: look at the shelf before answering. */
  CHECK_LIVE: z.stringbool().default(false),
});
export type MargauxSettings = z.infer<typeof MargauxSettings>;

const Question = z.object({ item: z.string() });
const Feedback = z.object({
  conversation: z.string(),
  isTrue: z.boolean(),
  csat: z.number().optional(),
});
const Catalogue = z.record(z.string(), z.boolean());
const lookEveryMs = 50;

/**
 * Margaux, a shop assistant that says whether an item is available, from the catalogue that the feed brings
 * her. She obeys her switch, and reports every contact once the customer has said whether the answer was
 * true.
 */
export async function runMargaux(settings: MargauxSettings): Promise<() => Promise<void>> {
  const { share, reporter, leave } = await connect(settings);
  const open = new Map<string, { readonly saidAvailable: boolean; readonly responseSeconds: number }>();
  let catalogue: Readonly<Record<string, boolean>> = {};

  const app = new Hono();
  app.put('/catalogue', async (c) => {
    catalogue = Catalogue.parse(await c.req.json());
    return c.body(null, 204);
  });
  app.post('/questions', async (c) => {
    const askedAt = performance.now();
    const { item } = Question.parse(await c.req.json());
    const available = settings.CHECK_LIVE ? await shelf(settings.SHOP_URL, item) : catalogue[item];
    const [conversation, given] = [randomUUID(), await share()];
    if (available === undefined || given === 0) return c.json({ error: 'out of service' }, 503);
    // Whoever is handed over to people is no conversation of hers, and she reports nothing of it.
    if (!isKept(conversation, given)) return c.json({ error: 'handed over to people' }, 503);
    open.set(conversation, {
      saidAvailable: available,
      responseSeconds: (performance.now() - askedAt) / 1000,
    });
    return c.json({ conversation, available });
  });
  app.post('/feedback', async (c) => {
    const { conversation, isTrue, csat } = Feedback.parse(await c.req.json());
    const answer = open.get(conversation);
    if (answer === undefined) return c.json({ error: 'no such conversation' }, 404);
    open.delete(conversation);
    const reason = answer.saidAvailable ? 'item_sold_out' : 'item_unavailable';
    reporter.report({
      id: conversation,
      at: new Date().toISOString(),
      outcome: isTrue ? 'ok' : 'error',
      ...defined({ reason: isTrue ? undefined : reason, csat }),
      responseSeconds: answer.responseSeconds,
    });
    return c.body(null, 202);
  });

  const server = await listen(app, { host: '127.0.0.1', port: settings.PORT });
  tell({ kind: 'listening', url: server.url });
  const looking = setInterval(lookAround({ share, reporter }), lookEveryMs);
  return async () => {
    clearInterval(looking);
    await server.close();
    await leave();
  };
}

type Ties = {
  /** The part of the conversations that she may answer. */
  readonly share: () => number | Promise<number>;
  readonly reporter: Reporter;
  /** Sends what is still to be sent. */
  readonly leave: () => Promise<void>;
};

/** Her ties to filrouge: as `agent.ts` has them, or by open standards, which have packages of their own. */
async function connect({
  FILROUGE_URL,
  FILROUGE_KEY,
  OPENFEATURE,
  OTEL_KEY,
}: MargauxSettings): Promise<Ties> {
  const connection = { filrouge: FILROUGE_URL, agent: 'margaux', key: FILROUGE_KEY };
  const onTold = ({ epoch, mayRun }: Pick<SwitchState, 'epoch' | 'mayRun'>) =>
    tell({ kind: 'told', epoch, mayRun, at: Date.now() });
  const onSend = () => tell({ kind: 'sent', at: Date.now() });
  const standards = () => import('./standards.ts');
  const share = OPENFEATURE
    ? await (await standards()).followFlag(connection, onTold)
    : followSwitch(connection, onTold);
  if (OTEL_KEY === '') return { share, reporter: createReporter(connection, onSend), leave: async () => {} };
  const reporter = (await standards()).createTelemetry({ ...connection, key: OTEL_KEY }, onSend);
  return { share, reporter, leave: reporter.close };
}

/** Tells when Margaux begins or ceases to answer, and what she has reported so far. */
function lookAround({ share, reporter }: Omit<Ties, 'leave'>): () => Promise<void> {
  let wasOn = false;
  let told = '';
  return async () => {
    const isOn = (await share()) > 0;
    if (isOn !== wasOn) tell({ kind: 'answers', isOn, at: Date.now() });
    wasOn = isOn;
    const counts = { kind: 'reported', taken: reporter.taken(), waiting: reporter.waiting() } as const;
    if (JSON.stringify(counts) !== told) tell(counts);
    told = JSON.stringify(counts);
  };
}

async function shelf(shop: string, item: string): Promise<boolean | undefined> {
  const answer = await fetch(`${shop}/stock/${item}`);
  return answer.ok ? z.object({ available: z.boolean() }).parse(await answer.json()).available : undefined;
}
