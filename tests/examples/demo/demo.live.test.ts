import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { fr } from '../../../src/language/typography.ts';

/** The story takes a minute; a busy machine may take a few. */
const timeout = 420_000;

/** A demo that runs: its lines so far, and who is told of each new one. */
type Demo = {
  readonly child: ChildProcess;
  readonly lines: string[];
  readonly text: () => string;
  readonly ended: Promise<{ readonly code: number | null; readonly errors: string }>;
};

const demos: Demo[] = [];
afterAll(() => {
  for (const { child } of demos) child.kill('SIGKILL');
});

function startDemo(
  env: Record<string, string>,
  onLine: (line: string, demo: Demo) => void = () => {},
  args: readonly string[] = ['--pace', '0'],
): Demo {
  const child = spawn(process.execPath, [inject('builtMain'), 'demo', ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const lines: string[] = [];
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, errors }));
  const demo: Demo = { child, lines, text: () => lines.join('\n'), ended };
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    onLine(line, demo);
  });
  demos.push(demo);
  return demo;
}

/** The processes that the demo has named so far, the present filrouge last. */
function pidsOf(demo: Demo): number[] {
  return [...demo.text().matchAll(/process(?:us)? (\d+)/g)].map(([, pid]) => Number(pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

// A demo mostly waits for its own windows to fill, so that they run side by side.
describe.concurrent('the demo', () => {
  test(
    'tells the story in order to the closed plan, loses no answer and opens no second incident, however often filrouge is killed',
    async () => {
      const moments = [
        'Tout va bien',
        'Réponses fausses',
        'Kill switch',
        'est actif',
        'remet Margaux en service',
        'action 1-4 faite',
      ];
      let [due, killed, pid] = [0, 0, 0];
      const demo = startDemo({ LANG: 'fr_FR.UTF-8' }, (line) => {
        const named = /(?:^ {2}filrouge +\S+ +|│ {3})processus (\d+)/.exec(line)?.[1];
        if (named !== undefined) pid = Number(named);
        if (moments.some((moment) => line.includes(moment))) due += 1;
        if (line.includes('a disparu')) pid = 0;
        if (killed === due || pid === 0) return;
        process.kill(pid, 'SIGKILL');
        pid = 0;
        killed += 1;
      });
      const { code, errors } = await demo.ended;
      expect(errors).toBe('');
      expect(killed).toBe(moments.length);
      expect(demo.text().match(/filrouge a disparu/g)).toHaveLength(killed);
      const told = [
        fr`filrouge répond après`,
        'Margaux est en service',
        'Tout va bien',
        fr`Le flux du catalogue s'arrête`,
        fr`Alerte : fraîcheur du catalogue`,
        'Réponses fausses',
        fr`Kill switch : taux d'erreur`,
        // Which alerts are its triggers by then depends on how long filrouge was gone.
        fr`Incident 1 :`,
        'Le plan 1 est rédigé',
        'IT / Ops rétablit le flux',
        fr`il manque : la cause racine ; un responsable pour l'action 1-4`,
        fr`Le plan 1 est actif : signé par Léa Fontaine et Camille Roussel`,
        'Camille remet Margaux en service',
        'Les indicateurs du plan sont tenus',
        'Le plan 1 est signé et clos',
        fr`L'incident 1 est résolu et clos`,
        'Le registre est intègre',
        fr`Rien n'est perdu`,
        'Le plan est clos.',
      ];
      expect(told.filter((line) => demo.text().includes(line))).toEqual(told);
      const places = told.map((line) => demo.text().indexOf(line));
      expect(places).toEqual(places.toSorted((left, right) => left - right));
      for (const action of [1, 2, 3])
        expect(demo.text()).toContain(fr`L'efficacité de l'action 1-${action} est mesurée`);
      expect(demo.text()).toContain(fr`L'action 1-4 est cochée`);
      expect(demo.text()).toContain(fr`L'action 1-5 est attestée`);
      // By a sample, or by good answers leaving the window.
      expect(demo.text()).toMatch(
        /déclenché \S+\sm?s après la mesure, obéi \S+\sm?s plus tard|obéi \S+\sm?s après l’écart/,
      );
      expect(demo.text()).not.toContain('\u001b');
      expect(Math.max(...demo.lines.map((line) => line.length))).toBeLessThanOrEqual(100);
      // French typography: no ordinary space where a line must not break.
      expect(demo.lines.filter((line) => / [:;!?%»]|« /.test(line))).toEqual([]);
      expect(code).toBe(0);
      expect(pidsOf(demo).filter(isAlive)).toEqual([]);
    },
    timeout,
  );

  test(
    'stops a whole fleet at once, drafts a plan for each, and tells people in a few messages',
    async () => {
      const demo = startDemo({ LANG: 'C' }, () => {}, ['--storm', '40']);
      const { code, errors } = await demo.ended;
      expect([code, errors]).toEqual([0, '']);
      for (const line of [
        '40 agents are on line',
        'All 40 agents are stopped',
        '40 incidents, 40 action plans',
        '“40 agents were stopped”',
        'The register is whole',
      ])
        expect(demo.text()).toContain(line);
      expect(Number(/messages to read +(\d+)/.exec(demo.text())?.[1])).toBeLessThan(10);
    },
    timeout,
  );

  test(
    'stops Margaux and lets her run again by OpenFeature and OpenTelemetry alone; asked to end then, it ends all of its processes and says so with exit code 1',
    async () => {
      const onLine = (line: string, { child }: Demo) => {
        if (line.includes('Camille lets Margaux run')) child.kill('SIGINT');
      };
      const demo = startDemo({ LANG: 'C' }, onLine, ['--openfeature', '--otel', '--pace', '0']);
      const { code } = await demo.ended;
      for (const line of [
        'Her switch is a flag of OpenFeature',
        'Her measures come by OpenTelemetry',
        'Kill switch: error rate',
        'still stopped',
        'Stopped before the end',
      ])
        expect(demo.text()).toContain(line);
      expect(code).toBe(1);
      expect(pidsOf(demo).filter(isAlive)).toEqual([]);
    },
    timeout,
  );
});
