import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './filrouge.ts';
import { makeRules } from './rules.ts';

/** The product's own modules as they are compiled, for what is measured inside one process. */
export type Modules = {
  readonly live: typeof import('../../src/metrics/memory/live.ts');
  readonly changed: typeof import('../../src/metrics/memory/changed.ts');
  readonly record: Pick<typeof import('../../src/metrics/memory/live.ts'), 'record'>;
  readonly window: typeof import('../../src/metrics/window.ts');
  readonly engine: typeof import('../../src/rules/engine/engine.ts');
  /** The rule set of so many agents under three rules. */
  readonly ruleSet: (agents: number) => import('../../src/rules/ruleset.ts').RuleSet;
};

/** Compiles and loads them. */
export async function loadModules(): Promise<Modules> {
  const out = build();
  const load = (path: string) => import(pathToFileURL(join(out, 'src', path)).href);
  const [live, changed, window, engine, files] = await Promise.all([
    load('metrics/memory/live.js'),
    load('metrics/memory/changed.js'),
    load('metrics/window.js'),
    load('rules/engine/engine.js'),
    load('rules/files/files.js') as Promise<typeof import('../../src/rules/files/files.ts')>,
  ]);
  const one = makeRules(1);
  const loaded = await files.loadRules(one.dir, { stepMs: 10_000 });
  one.remove();
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const [mandate] = loaded.set.agents.values();
  if (mandate === undefined) throw new Error('the rule set has no agent');
  return {
    live,
    changed,
    record: live,
    window,
    engine,
    ruleSet: (agents) => {
      const names = Array.from({ length: agents }, (_, number) => `agent-${number}`);
      return {
        ...loaded.set,
        agents: new Map(names.map((agent) => [agent, { ...mandate, agent }])),
        rules: loaded.set.rules.map((rule) => ({ ...rule, agents: names })),
      };
    },
  };
}
