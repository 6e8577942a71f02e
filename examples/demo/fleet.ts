import { readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { parseDocument } from 'yaml';

/** The ids of a fleet of Margaux. */
export function fleetOf(count: number): string[] {
  return Array.from({ length: count }, (_, place) => `margaux-${place + 1}`);
}

/** Puts the fleet in the place of the one Margaux of a copy of the demo's rules. */
export async function writeFleet(rulesDir: string, ids: readonly string[], language: string): Promise<void> {
  const file = join(rulesDir, 'agents/margaux.yaml');
  const document = parseDocument(await readFile(file, 'utf8'));
  document.delete('agent');
  document.set('fleet', { from: 'ids.txt' });
  document.set('name', 'Margaux {id}');
  document.set('language', language);
  await writeFile(file, document.toString());
  await writeFile(join(rulesDir, 'agents/ids.txt'), `${ids.join('\n')}\n`);
  await rm(join(rulesDir, 'agents/margaux.test.yaml'), { force: true });
}

/** An agent's open stream: when it was told to stop, by `performance.now()`. */
export type Listener = { readonly stoppedAt: Promise<number>; readonly close: () => void };

/** Opens the stream of an agent's switch; resolves with its first event. */
export function listen(url: string, agent: string, key: string): Promise<Listener> {
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/v1/agents/${agent}/switch/stream`, {
      headers: { Authorization: `Bearer ${key}` },
    });
    const stoppedAt = new Promise<number>((stopped) => {
      sent.on('response', (answer) => {
        if (answer.statusCode !== 200) reject(new Error(`the stream of ${agent}: ${answer.statusCode}`));
        answer.setEncoding('utf8').on('data', (text: string) => {
          resolve({ stoppedAt, close: () => sent.destroy() });
          if (text.includes('"mayRun":false')) stopped(performance.now());
        });
        answer.on('error', reject);
      });
    });
    sent.on('error', reject);
    sent.end();
  });
}
