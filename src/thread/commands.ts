import { z } from 'zod';
import { IncidentCommand } from '../incidents/commands.ts';
import { ReplayAction } from '../plans/cases/replay-command.ts';
import { PlanCommand } from '../plans/commands/command.ts';
import { DraftPlan } from '../plans/commands/draft.ts';
import type { Actor } from '../platform/actor.ts';
import { SilenceCommand } from '../rules/silences/commands.ts';
import { SwitchCommand } from '../switches/commands.ts';

/** A person, an agent or a program wants something of the thread: plain values, each with one schema. */
export const Command = z.union([
  SwitchCommand,
  SilenceCommand,
  IncidentCommand,
  PlanCommand,
  DraftPlan,
  ReplayAction,
]);
export type Command = z.infer<typeof Command>;

/** A command with the actor who gave it: this is decided. */
export type Order = Command & { readonly by: Actor };
