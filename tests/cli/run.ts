import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { Command } from 'commander';
import { afterEach, beforeEach } from 'vitest';
import type { CliContext } from '../../src/cli/context.ts';
import { createProgram } from '../../src/cli/program.ts';
import { shippedRules } from '../support/house.ts';

/** What a command said; `failures` are what makes the process end with 1. */
export type Said = { readonly printed: string; readonly failures: readonly string[] };

/** A copy of the shipped rules for each test, in a folder that has no database; `dir()` says where. */
export function ownRules(): () => string {
  let parent = '';
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'filrouge-cli-'));
    await cp(shippedRules, join(parent, 'rules'), { recursive: true });
  });
  afterEach(() => rm(parent, { recursive: true, force: true }));
  return () => join(parent, 'rules');
}

/** The environment of a command over these rules, with no database but what is given. */
export function environment(rules: string, more: CliContext['env'] = {}): CliContext['env'] {
  return { FILROUGE_RULES: rules, FILROUGE_DATA: join(rules, '../no-data'), ...more };
}

/** Runs a command of filrouge in this process. */
export async function filrouge(
  env: CliContext['env'],
  args: readonly string[],
  make: (context: CliContext) => Command = createProgram,
): Promise<Said> {
  const printed: string[] = [];
  const failures: string[] = [];
  const program = make({
    env,
    print: (line) => printed.push(stripVTControlCharacters(line)),
    fail: (line) => failures.push(stripVTControlCharacters(line)),
    asked: new Promise(() => {}),
  });
  await program.parseAsync([...args], { from: 'user' });
  return { printed: printed.join('\n'), failures };
}

/** A program with nothing but what `register` puts into it. */
export function only(register: (program: Command, context: CliContext) => void) {
  return (context: CliContext): Command => {
    const program = new Command('filrouge').exitOverride();
    register(program, context);
    return program;
  };
}
