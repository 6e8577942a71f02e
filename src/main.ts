#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { CommanderError } from 'commander';
import type { CliContext } from './cli/context.ts';
import { createRoot } from './cli/root.ts';
import { StartupError } from './platform/startup-error.ts';

// Zones are said wherever they matter: what reads the process's own must not depend on the machine's.
process.env['TZ'] = 'UTC';
if (existsSync('.env')) process.loadEnvFile('.env');

/** Resolves at the first SIGTERM or SIGINT; a second one ends the process at once. */
const asked = new Promise<void>((resolve) => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      resolve();
      process.once(signal, () => process.exit(1));
    });
  }
});

const context: CliContext = {
  env: process.env,
  print: (line) => process.stdout.write(`${line}\n`),
  fail: (line, code = 1) => {
    process.stderr.write(`${line}\n`);
    process.exitCode = process.exitCode === 1 ? 1 : code;
  },
  asked,
};
const program =
  process.argv[2] === 'serve'
    ? createRoot(context)
    : (await import('./cli/program.ts')).createProgram(context);

try {
  await program.parseAsync(process.argv);
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode;
  } else if (error instanceof StartupError) {
    process.stderr.write(`${error.message}\n${error.remedy}\n`);
    process.exitCode = 1;
  } else {
    throw error;
  }
}
// What a library may have left running must not keep a finished process alive.
process.exit();
