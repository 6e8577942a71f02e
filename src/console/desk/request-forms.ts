import { parseLocalTime } from '../../language/local-time.ts';
import { iso } from '../../platform/iso.ts';
import { done, type FieldError, type Result, refused } from '../../platform/refusal.ts';
import { NewContact, RequestChangeBody } from '../../requests/commands.ts';
import type { DeskRules } from '../../rules/desk/desk.ts';
import type { Act } from './request-view.ts';

type Fields = Readonly<Record<string, string>>;

/** The contact that a form gives. An id that was sent with it makes it count once. */
export function contactOf(form: Fields, timezone: string, clientId: string | undefined): Result<NewContact> {
  const next = nextOf(form, timezone);
  if (!next.ok) return next;
  return read(NewContact, {
    direction: form['direction'],
    channel: filled(form['channel']),
    text: filled(form['text']),
    awaits: filled(form['awaits']),
    at: filled(form['at']),
    ...(form['confirms'] !== undefined && form['direction'] === 'in' && { confirms: true }),
    next: next.value,
    clientId: clientId ?? filled(form['clientId']),
  });
}

/** The change that a form of the page gives. */
export function changeOf(
  act: Act,
  form: Fields,
  { timezone, fields }: Pick<DeskRules, 'timezone' | 'fields'>,
): Result<RequestChangeBody> {
  const version = Number(form['version']) || undefined;
  switch (act) {
    case 'takeUp':
    case 'validate':
      return read(RequestChangeBody, { do: act, version });
    case 'resolve':
      return read(RequestChangeBody, { do: act, note: filled(form['note']), version });
    case 'close': {
      const confirmed = form['confirmed'] !== undefined;
      return read(RequestChangeBody, { do: act, confirmed, why: filled(form['why']), version });
    }
    case 'reopen':
      return read(RequestChangeBody, { do: act, why: filled(form['why']) ?? '', version });
    case 'handOver':
      return read(RequestChangeBody, { do: act, to: form['to'] ?? '', note: filled(form['note']), version });
    case 'escalate':
      return read(RequestChangeBody, {
        ...{ do: act, why: filled(form['why']) ?? '', to: filled(form['to']), version },
      });
    case 'merge':
      return read(RequestChangeBody, { do: act, into: Number(form['into']), version });
    case 'edit': {
      const next = nextOf(form, timezone);
      if (!next.ok) return next;
      return read(RequestChangeBody, editOf(form, fields, next.value, version));
    }
    default:
      return act satisfies never;
  }
}

/** An edit says what is different from what the form showed: `was.x` beside each `x`. */
function editOf(
  form: Fields,
  fields: DeskRules['fields'],
  next: NextBody | undefined,
  version: number | undefined,
) {
  const changed = (name: string) =>
    form[name] !== undefined && form[name].trim() !== (form[`was.${name}`] ?? '').trim();
  const customer = Object.fromEntries(
    (['name', 'email', 'phone'] as const).flatMap((name) =>
      changed(name) && filled(form[name]) !== undefined ? [[name, form[name]]] : [],
    ),
  );
  const own = Object.fromEntries(
    fields.flatMap(({ id }) => (changed(`field.${id}`) ? [[id, filled(form[`field.${id}`]) ?? null]] : [])),
  );
  return {
    ...(changed('subject') && { subject: form['subject'] }),
    ...(changed('kind') && { kind: form['kind'] }),
    ...(changed('priority') && { priority: form['priority'] }),
    ...(changed('agent') && { agent: filled(form['agent']) ?? null }),
    ...(Object.keys(customer).length > 0 && { customer }),
    ...(Object.keys(own).length > 0 && { fields: own }),
    ...((changed('step') || changed('due')) && { next: next ?? null }),
    version,
  };
}

type NextBody = { readonly step: string; readonly dueAt?: string };

/** The next step: its words, and its time as the page's zone writes it. */
function nextOf(form: Fields, timezone: string): Result<NextBody | undefined> {
  const step = filled(form['step']);
  const due = filled(form['due']);
  if (step === undefined && due === undefined) return done(undefined);
  if (step === undefined) return fault([{ pointer: '/next/step', detail: 'expected what is done by then' }]);
  if (due === undefined) return done({ step });
  const dueAt = parseLocalTime(due, timezone);
  if (dueAt === undefined) return fault([{ pointer: '/next/dueAt', detail: 'expected a day and a time' }]);
  return done({ step, dueAt: iso(dueAt) });
}

function filled(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text;
}

type Schema<T> = {
  readonly safeParse: (value: unknown) =>
    | { readonly success: true; readonly data: T }
    | {
        readonly success: false;
        readonly error: {
          readonly issues: readonly { readonly path: PropertyKey[]; readonly message: string }[];
        };
      };
};

function read<T>(schema: Schema<T>, value: object): Result<T> {
  const given = Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));
  const parsed = schema.safeParse(given);
  if (parsed.success) return done(parsed.data);
  return fault(
    parsed.error.issues.map(({ path, message }) => ({
      pointer: `/${path.map(String).join('/')}`,
      detail: message,
    })),
  );
}

function fault(errors: readonly FieldError[]): Result<never> {
  const detail = errors.map((error) => `${error.pointer.slice(1)}: ${error.detail}`).join('; ');
  return refused({ kind: 'invalid', code: 'request_fields', detail: `${detail}.`, errors });
}
