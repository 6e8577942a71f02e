import { argv, stdout } from 'node:process';
import { createSender, flood, writeBodies } from './load.ts';

/** A flood in a process of its own; its arguments are what `floodApart` gives it, its last line is what it came to. */
const [url = '', key = '', agents = '', seconds = ''] = argv.slice(2);
const sender = createSender(url, { key, connections: 8 });
const bodies = writeBodies({ agents: Number(agents), workers: 4, samplesPerSeries: 2, shuffled: false });
stdout.write(`${JSON.stringify(await flood(sender, bodies, Number(seconds)))}\n`);
sender.close();
