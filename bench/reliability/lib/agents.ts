import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { EventSource } from 'eventsource';
import { followSwitch as followStream } from '../../../examples/demo/agent.ts';
import { askSwitch } from '../../../examples/openfeature/server.ts';
import { followSwitch as followFlag } from '../../../examples/openfeature/web.ts';

/** An agent's side of the switch: where filrouge is, who asks, and a folder for its code. */
export type Seat = {
  readonly filrouge: string;
  readonly agent: string;
  readonly key: string;
  readonly folder: string;
  readonly leaseMs: number;
};

/** A way to obey the switch, as the documentation shows it: begins, and answers the question before each word to a customer. */
export type Way = {
  readonly name: string;
  readonly begin: (seat: Seat) => Promise<() => boolean | Promise<boolean>>;
};

const page = resolve(import.meta.dirname, '../../../docs/agent-developer.md');

/** The program that stands in docs/agent-developer.md, for another agent. */
async function beginAsDocumented({ filrouge, agent, key, folder }: Seat): Promise<() => boolean> {
  const [, code = ''] = /```js\n(.*?)```/s.exec(readFileSync(page, 'utf8')) ?? [];
  if (!code.includes('mayAnswer')) throw new Error(`${page} shows no agent`);
  const file = join(folder, `${agent}.mjs`);
  const own = code
    .replaceAll('/agents/margaux/', `/agents/${agent}/`)
    .replace('}, 5_000);', '}, 1_000).unref();');
  writeFileSync(file, `export async function begin(filrouge, key) {\n${own}\nreturn mayAnswer;\n}\n`);
  const { begin } = await import(file);
  return begin(filrouge, key);
}

/** The agent of the demo: it may take a share of its traffic. */
async function beginAsDemo(seat: Seat): Promise<() => boolean> {
  const share = followStream(seat);
  return () => share() > 0;
}

export const ways: readonly Way[] = [
  { name: 'asks every second, as in the documentation', begin: beginAsDocumented },
  { name: 'follows the stream, as the agent of the demo', begin: beginAsDemo },
  { name: 'OpenFeature on a server', begin: (seat) => askSwitch(seat) },
  {
    name: 'OpenFeature in a browser',
    begin: async (seat) => {
      // Browsers have one; Node's is behind a flag.
      Object.assign(globalThis, { EventSource });
      return followFlag(seat).mayAnswer;
    },
  },
];
