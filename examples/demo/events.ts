import { setTimeout as wait } from 'node:timers/promises';

/** filrouge sends something every ten seconds at least: a stream that is silent for longer is dead. */
const silentMs = 12_000;
const againMs = 200;

/** The data of each event `switch`, for ever: a stream that ends, breaks or falls silent is reopened. */
export async function* followEvents(
  address: string,
  headers: Readonly<Record<string, string>>,
): AsyncGenerator<string, never> {
  for (;;) {
    try {
      yield* readEvents(address, headers);
    } catch {
      // Not reachable now. What that means for whoever listens is not for the stream to say.
    }
    await wait(againMs);
  }
}

async function* readEvents(
  address: string,
  headers: Readonly<Record<string, string>>,
): AsyncGenerator<string> {
  const silence = new AbortController();
  const watchdog = setTimeout(() => silence.abort(), silentMs);
  try {
    const response = await fetch(address, { headers, signal: silence.signal });
    if (!response.ok || response.body === null) throw new Error(`${address} answered ${response.status}`);
    let text = '';
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      watchdog.refresh();
      const blocks = `${text}${chunk}`.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        if (!/^event: ?switch$/m.test(block)) continue;
        const data = [...block.matchAll(/^data: ?(.*)$/gm)].map(([, line]) => line).join('\n');
        if (data !== '') yield data;
      }
    }
  } finally {
    clearTimeout(watchdog);
    silence.abort();
  }
}
