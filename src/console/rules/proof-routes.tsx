import { Hono } from 'hono';
import { mayCommand } from '../../access/commands.ts';
import { ruleOver } from '../../rules/ruleset.ts';
import { type Memory, stateOf } from '../../thread/evaluator/memory.ts';
import type { ConsolePorts } from '../ports.ts';
import { type ConsoleContext, type ConsoleEnv, formOf, i18nOf, type Shell } from '../shell/context.ts';
import { missingPage } from '../shell/missing.page.tsx';
import { ProofFailedPage, type ProofTimes } from './proof.page.tsx';

/** Reads the last proofs from the evaluator's memory. */
export function createProofReads(read: () => Promise<Memory>): () => Promise<ProofTimes> {
  return async () => {
    const memory = await read();
    return (agent, rule) => stateOf(memory, agent).proofs.get(rule)?.passedAt;
  };
}

/** Whether the person may prove rules. */
export function mayProve(c: ConsoleContext): boolean {
  return mayCommand(c.get('caller'), { kind: 'proveRule' }) === undefined;
}

/**
 * The button that proves a rule: back to where it was pressed, or a page that says where the drill stopped.
 */
export function proofRoutes(ports: Shell & Pick<ConsolePorts, 'prove'>): Hono<ConsoleEnv> {
  return (
    new Hono<ConsoleEnv>()
      // A failed proof leaves the browser at its address: loading that again is the list.
      .get('/rules/:rule/proof', (c) => c.redirect('/rules'))
      .post('/rules/:rule/proof', async (c) => {
        const { agent = '', from } = await formOf(c);
        const set = ports.ruleSet();
        const rule = ruleOver(set, agent, c.req.param('rule'));
        if (rule === undefined) return missingPage(c, ports);
        const proved = await ports.prove({ rule: rule.id, agent }, c.get('caller'));
        const back = from === 'agent' ? `/agents/${agent}#proofs` : '/rules#in-force';
        if (proved.ok) return c.redirect(back, 303);
        const frame = ports.frame(c, i18nOf(c, set));
        const view = { rule, agent, back, refusal: proved.refusal, set };
        const status = proved.refusal.kind === 'forbidden' ? 403 : 409;
        return c.html(<ProofFailedPage frame={frame} view={view} />, status);
      })
  );
}
