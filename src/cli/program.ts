import type { Command } from 'commander';
import type { CliContext } from './context.ts';
import { registerDemo } from './demo.ts';
import { registerDoctor } from './doctor/doctor.ts';
import { registerInit } from './init/init.ts';
import { registerKeys } from './keys.ts';
import { registerNotices } from './notices.ts';
import { registerPlansExport } from './plans/export.ts';
import { registerPlansImport } from './plans/import.ts';
import { registerRegisterVerify } from './register-verify.ts';
import { createRoot } from './root.ts';
import { registerRulesApply } from './rules-apply.ts';
import { registerRulesBacktest } from './rules-backtest.ts';
import { registerRulesCheck } from './rules-check.ts';
import { registerRulesCompile } from './rules-compile.ts';
import { registerRulesProve } from './rules-prove.ts';
import { registerRulesSchemas } from './rules-schemas.ts';
import { registerRulesSet } from './rules-set.ts';
import { registerRulesSuggest } from './rules-suggest.ts';
import { registerRulesTest } from './rules-test.ts';
import { registerSuspend } from './switches/suspend.ts';

/** The whole command line: one file of this room a command. */
export function createProgram(context: CliContext): Command {
  const program = createRoot(context);
  registerDemo(program, context);
  registerDoctor(program, context);
  registerInit(program, context);
  registerKeys(program, context);
  registerNotices(program, context);
  registerRegisterVerify(program, context);
  registerSuspend(program, context);
  const plans = program.command('plans').description('begin plans from audits, and take plans along');
  registerPlansImport(plans, context);
  registerPlansExport(plans, context);
  const rules = program.command('rules').description('check, test, replay and change the rules');
  registerRulesCheck(rules, context);
  registerRulesBacktest(rules, context);
  registerRulesTest(rules, context);
  registerRulesSuggest(rules, context);
  registerRulesSet(rules, context);
  registerRulesApply(rules, context);
  registerRulesProve(rules, context);
  registerRulesCompile(rules, context);
  registerRulesSchemas(rules, context);
  return program;
}
