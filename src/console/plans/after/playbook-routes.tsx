import { type Context, Hono } from 'hono';
import type { PlaybookPorts } from '../../../plans/http/playbook-routes.ts';
import { noAgent } from '../../../rules/ruleset.ts';
import { type ConsoleEnv, i18nOf, type Shell } from '../../shell/context.ts';
import { missingPage } from '../../shell/missing.page.tsx';
import type { PlanReads } from '../plan-reads.ts';
import { LessonsPage } from './playbook.page.tsx';

type LessonPorts = Shell & Pick<PlanReads, 'plan'> & Pick<PlaybookPorts, 'learn'>;

const plan = '/plans/:number{[1-9][0-9]{0,8}}/playbook';

/** The playbook that a closed plan proposes, as a page and as files. Nothing is put in force here. */
export function lessonRoutes(ports: LessonPorts): Hono<ConsoleEnv> {
  const file = (form: 'yaml' | 'patch') => async (c: Context<ConsoleEnv>) => {
    const found = await ports.plan(Number(c.req.param('number')));
    const learnt = found && (await ports.learn(found));
    if (!learnt?.ok) return missingPage(c, ports);
    const { playbook, text, patch } = learnt.value;
    c.header(
      'Content-Type',
      form === 'yaml' ? 'application/yaml; charset=utf-8' : 'text/x-diff; charset=utf-8',
    );
    c.header('Content-Disposition', `attachment; filename="${playbook}.${form}"`);
    return c.body(form === 'yaml' ? text : patch);
  };
  return new Hono<ConsoleEnv>()
    .get(plan, async (c) => {
      const found = await ports.plan(Number(c.req.param('number')));
      if (found === undefined) return missingPage(c, ports);
      const set = ports.ruleSet();
      const i18n = i18nOf(c, set, set.agents.get(found.agent ?? noAgent)?.timezone);
      const learnt = await ports.learn(found);
      return c.html(<LessonsPage frame={ports.frame(c, i18n)} plan={found} learnt={learnt} />);
    })
    .get(`${plan}.yaml`, file('yaml'))
    .get(`${plan}.patch`, file('patch'));
}
