import { z } from 'zod';
import { items } from './catalogue.ts';
import { tell } from './messages.ts';

/** The environment of the customers' process. */
export const CustomersSettings = z.object({ MARGAUX_URL: z.url(), SHOP_URL: z.url() });
export type CustomersSettings = z.infer<typeof CustomersSettings>;

/** Questions a second. */
export const questionRate = 25;
const tellEveryMs = 200;

const Answer = z.object({ conversation: z.string(), available: z.boolean() });
const Stock = z.object({ available: z.boolean() });

/** Customers: they ask about one item after the other, check each answer at the shelf, and report it. */
export function runCustomers({ MARGAUX_URL, SHOP_URL }: CustomersSettings): () => void {
  const tally = { asked: 0, right: 0, wrong: 0, turnedAway: 0 };

  const turnedAway = (): void => {
    tally.turnedAway += 1;
  };
  const ask = async (): Promise<void> => {
    const item = items[(tally.asked * 37) % items.length] ?? '';
    tally.asked += 1;
    const response = await post(`${MARGAUX_URL}/questions`, { item });
    if (!response.ok) return turnedAway();
    const { conversation, available } = Answer.parse(await response.json());
    const shelf = Stock.parse(await (await fetch(`${SHOP_URL}/stock/${item}`)).json());
    const isTrue = shelf.available === available;
    await post(`${MARGAUX_URL}/feedback`, { conversation, isTrue, csat: satisfaction(isTrue, tally.asked) });
    tally[isTrue ? 'right' : 'wrong'] += 1;
    if (!isTrue) tell({ kind: 'wrong', item, saidAvailable: available, at: Date.now() });
  };

  const asking = setInterval(() => ask().catch(turnedAway), Math.round(1_000 / questionRate));
  const telling = setInterval(() => tell({ kind: 'tally', ...tally }), tellEveryMs);
  return () => {
    clearInterval(asking);
    clearInterval(telling);
    tell({ kind: 'tally', ...tally });
  };
}

/** A true answer pleases, now a little more, now a little less; a false one does not. */
function satisfaction(isTrue: boolean, turn: number): number {
  if (!isTrue) return 1;
  return turn % 3 === 0 ? 4 : 5;
}

function post(address: string, body: unknown): Promise<Response> {
  return fetch(address, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
}
