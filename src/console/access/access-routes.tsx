import { Hono } from 'hono';
import type { KeyCommands } from '../../access/key-commands.ts';
import { type Key, NewKey } from '../../access/keys.ts';
import { may, roles } from '../../access/roles.ts';
import { RotateKey } from '../../access/routes.ts';
import { endOfDate, parseDate } from '../../language/zoned.ts';
import { defined } from '../../platform/defined.ts';
import { iso } from '../../platform/iso.ts';
import { houseZone } from '../../rules/ruleset.ts';
import { type ConsoleContext, type ConsoleEnv, formOf, i18nOf, type Shell } from '../shell/context.ts';
import { missingPage } from '../shell/missing.page.tsx';
import { AccessPage, type AccessView, type KeyForm } from './access.page.tsx';

type AccessPorts = Shell &
  KeyCommands & {
    /** The oldest first. */
    readonly keys: () => Promise<readonly Key[]>;
  };

/** Keys, for admins. For everybody else the page does not exist. */
export function accessRoutes(ports: AccessPorts): Hono<ConsoleEnv> {
  return new Hono<ConsoleEnv>()
    .use('/access', onlyAdmins(ports))
    .use('/access/*', onlyAdmins(ports))
    .get('/access', (c) => accessPage(c, ports, {}))
    .post('/access', async (c) => {
      const form = keyForm(await formOf(c));
      const words = i18nOf(c, ports.ruleSet()).t.rules.keys.errors;
      const key = NewKey.safeParse(keyOf(form, houseZone(ports.ruleSet())));
      if (!key.success) {
        const fields = new Set(key.error.issues.map(({ path }) => path[0]));
        const errors = defined({
          name: fields.has('name') ? words.name : undefined,
          agent: fields.has('agent') || fields.has('agents') ? words.agent : undefined,
          until: fields.has('expiresAt') ? words.until : undefined,
        });
        return accessPage(c, ports, { form, errors }, 422);
      }
      const made = await ports.create(key.data, c.get('caller'));
      if (!made.ok) return accessPage(c, ports, { form, refusal: made.refusal }, 422);
      c.header('Cache-Control', 'no-store');
      return accessPage(c, ports, { made: { name: key.data.name, secret: made.value.secret } });
    })
    .get('/access/:id/rotate', (c) => c.redirect('/access'))
    .post('/access/:id/rotate', async (c) => {
      const { overlap = '' } = await formOf(c);
      const { data } = RotateKey.safeParse({ overlap });
      const rotated = await ports.rotate(c.req.param('id'), data?.overlap ?? 0, c.get('caller'));
      if (!rotated.ok) return accessPage(c, ports, { refusal: rotated.refusal }, 409);
      c.header('Cache-Control', 'no-store');
      const { key, secret, old } = rotated.value;
      return accessPage(c, ports, { made: { name: key.name, secret, oldEndsAt: old.expiresAt } });
    })
    .get('/access/:id/revoke', (c) => c.redirect('/access'))
    .post('/access/:id/revoke', async (c) => {
      const revoked = await ports.revoke(c.req.param('id'), c.get('caller'));
      if (!revoked.ok) return accessPage(c, ports, { refusal: revoked.refusal }, 409);
      return c.redirect('/access', 303);
    });
}

function onlyAdmins(ports: Shell) {
  return async (c: ConsoleContext, next: () => Promise<void>) =>
    may(c.get('caller').role, 'keys.manage') ? next() : missingPage(c, ports);
}

async function accessPage(
  c: ConsoleContext,
  ports: AccessPorts,
  news: Omit<AccessView, 'keys' | 'set' | 'own' | 'now'>,
  status: 200 | 409 | 422 = 200,
): Promise<Response> {
  const set = ports.ruleSet();
  const i18n = i18nOf(c, set);
  const { actor } = c.get('caller');
  const keys = (await ports.keys()).toReversed();
  const own = 'key' in actor ? actor.key : undefined;
  const view = { keys, set, own, now: c.get('now'), ...news };
  return c.html(<AccessPage frame={ports.frame(c, i18n)} view={view} />, status);
}

function keyForm(values: Readonly<Record<string, string>>): KeyForm {
  const text = (name: string) => (values[name] ?? '').replaceAll('\u0000', '').trim();
  const role = roles.find((one) => one === values['role']) ?? 'viewer';
  return { name: text('name'), role, person: text('person'), agent: text('agent'), until: text('until') };
}

/** The key that the form asks for: fields that do not belong to the role are left out. */
function keyOf({ name, role, person, agent, until }: KeyForm, timezone: string): unknown {
  const named = agent.split(/[\s,;]+/).filter(Boolean);
  const isForPeople = role !== 'agent' && role !== 'ingest';
  const agents = named.length > 0 && role !== 'admin' ? named : undefined;
  return {
    ...{ name, role },
    ...defined({
      agents,
      person: isForPeople && person !== '' ? person : undefined,
      expiresAt: until === '' ? undefined : endOfDay(until, timezone),
    }),
  };
}

/** The end of a day that was chosen, where the house is; what is no day is left for the schema to refuse. */
function endOfDay(day: string, timezone: string): string {
  const date = parseDate(day);
  return date === undefined ? day : iso(endOfDate(date, timezone));
}
