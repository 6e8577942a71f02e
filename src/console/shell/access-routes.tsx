import { Hono } from 'hono';
import { NewKey } from '../../access/keys.ts';
import { listKeys } from '../../access/store.ts';
import { actorText } from '../../platform/actor.ts';
import { AccessPage, type AccessView, type KeyForm, roleOf } from './access.page.tsx';
import {
  type ConsoleContext,
  type ConsoleEnv,
  type Desk,
  formOf,
  frameOf,
  sayOf,
  whyNotAllowed,
} from './context.ts';
import { missingPage } from './missing.page.tsx';

/** Keys, for admins. For everybody else the page does not exist. */
export function accessRoutes(desk: Desk): Hono<ConsoleEnv> {
  const { ports } = desk;
  return new Hono<ConsoleEnv>()
    .use('/access', onlyAdmins(desk))
    .use('/access/*', onlyAdmins(desk))
    .get('/access', (c) => accessPage(c, desk, {}))
    .post('/access', async (c) => {
      const form = keyForm(await formOf(c));
      const words = sayOf(c, ports.ruleSet()).t.rules.keys.errors;
      const key = NewKey.safeParse(keyOf(form));
      if (!key.success) {
        const fields = new Set(key.error.issues.map(({ path }) => path[0]));
        const errors = {
          ...(fields.has('name') ? { name: words.name } : {}),
          ...(fields.has('agent') ? { agent: words.agent } : {}),
        };
        return accessPage(c, desk, { form, errors }, 422);
      }
      const made = await ports.keys.create(key.data, actorText(c.get('caller').actor));
      if (!made.ok) return accessPage(c, desk, { form, refusal: made.refusal }, 422);
      c.header('Cache-Control', 'no-store');
      return accessPage(c, desk, { made: { name: key.data.name, secret: made.value.secret } });
    })
    .get('/access/:id/revoke', (c) => c.redirect('/access'))
    .post('/access/:id/revoke', async (c) => {
      const revoked = await ports.keys.revoke(c.req.param('id'), actorText(c.get('caller').actor));
      if (!revoked.ok) return accessPage(c, desk, { refusal: revoked.refusal }, 409);
      return c.redirect('/access', 303);
    });
}

function onlyAdmins(desk: Desk) {
  return async (c: ConsoleContext, next: () => Promise<void>) =>
    whyNotAllowed(c, 'keys.manage') ? missingPage(c, desk) : next();
}

type News = Pick<AccessView, 'made' | 'form' | 'errors' | 'refusal'>;

async function accessPage(
  c: ConsoleContext,
  desk: Desk,
  news: News,
  status: 200 | 409 | 422 = 200,
): Promise<Response> {
  const set = desk.ports.ruleSet();
  const say = sayOf(c, set);
  const { actor } = c.get('caller');
  const keys = (await listKeys(desk.ports.database.db)).toReversed();
  const own = actor.kind === 'engine' ? undefined : actor.key;
  return c.html(<AccessPage frame={frameOf(c, desk, say)} view={{ keys, set, own, ...news }} />, status);
}

function keyForm(values: Readonly<Record<string, string>>): KeyForm {
  const text = (name: string) => (values[name] ?? '').replaceAll('\u0000', '').trim();
  return { name: text('name'), role: roleOf(values['role']), person: text('person'), agent: text('agent') };
}

/** The key that the form asks for: fields that do not belong to the role are left out. */
function keyOf({ name, role, person, agent }: KeyForm): unknown {
  if (role === 'agent') return { name, role, agent };
  if (role === 'ingest' || person === '') return { name, role };
  return { name, role, person };
}
