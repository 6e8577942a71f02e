import type { Db } from '../platform/database/database.ts';
import { defined } from '../platform/defined.ts';
import { noSuch } from '../platform/no-such.ts';
import { done, type Result, refused } from '../platform/refusal.ts';
import type { RequestChangeBody, RequestEdit } from './commands.ts';
import { getCustomer, getCustomers, learnOf, moveRows, rowIdsOf } from './customer-store.ts';
import type { Customer } from './customers.ts';
import { editedFields, fieldFaults, missingOf } from './fields.ts';
import type { OpenDesk } from './ports.ts';
import { invalid, knownOf, nameFaults } from './receive-store.ts';
import type { Request } from './request.ts';
import { addingCustomerWords, addingWords, takingWords, wordRowsOf } from './request-store.ts';
import { wordsOf } from './words.ts';
import { sealWords } from './writing-store.ts';

type EditBody = Extract<RequestChangeBody, { do?: 'edit' | undefined }>;

/** An edit whose words are in the vault, with what its kind requires and is not there afterwards. */
export async function readyEdit(
  tx: Db,
  desk: OpenDesk,
  request: Request,
  told: EditBody,
): Promise<Result<RequestEdit>> {
  const { rules } = desk;
  const errors = [...nameFaults(desk, defined(told)), ...fieldFaults(rules, told.fields ?? {})];
  if (told.customer !== undefined && told.customerId !== undefined)
    errors.push({ pointer: '/customerId', detail: 'expected one of customer and customerId' });
  if (errors.length > 0) return refused(invalid('request_names', errors));
  const customer = await whose(tx, desk, request, told);
  if (!customer.ok) return customer;
  const before = await fieldsOf(tx, desk, request);
  const fields = editedFields(before, told.fields ?? {});
  const areChanged = JSON.stringify(fields) !== JSON.stringify(before);
  const texts = [told.subject, areChanged ? JSON.stringify(fields) : undefined, told.next?.step];
  const [subject, fieldsId, step] = await sealWords(tx, desk, request, texts);
  await replaceWords(tx, desk, request, { subject, told, customer: customer.value });
  const kind = told.kind ?? request.kind;
  const agent = told.agent === undefined ? request.agent : told.agent;
  const { agent: newAgent, reason, priority, next } = told;
  return done({
    ...defined({ subject, kind: told.kind, priority, agent: newAgent, reason, fields: fieldsId }),
    ...(customer.value.id !== request.customer && { customer: customer.value.id }),
    ...(next === null && { next: null }),
    ...(next && step !== undefined && { next: { step, ...defined({ dueAt: next.dueAt }) } }),
    missing: missingOf(rules, kind, knownOf(customer.value, { text: request.text, agent }, fields)),
  });
}

async function fieldsOf(
  tx: Db,
  desk: OpenDesk,
  { number, fields }: Request,
): Promise<Record<string, string>> {
  if (fields === undefined) return {};
  const reading = { who: desk.actor.by, why: `edit request ${number}` };
  const text = (await desk.vault.open(tx, [fields], reading)).get(fields);
  return text === undefined ? {} : JSON.parse(text);
}

/** The customer after an edit: another one, or the same with what is known now. */
async function whose(tx: Db, desk: OpenDesk, request: Request, told: EditBody): Promise<Result<Customer>> {
  const id = told.customerId ?? request.customer;
  const known = await getCustomer(tx, id);
  if (known === undefined) return refused(noSuch('customer', id));
  if (told.customer === undefined) return done(known);
  return done(await learnOf(tx, desk, known, told.customer, { at: known.lastContactAt, renames: true }));
}

type Replaced = {
  readonly subject: string | undefined;
  readonly told: EditBody;
  readonly customer: Customer;
};

/** Puts what an edit says anew in the place of what was said: the old words are erased, and found no more. */
async function replaceWords(
  tx: Db,
  desk: OpenDesk,
  request: Request,
  { subject, told, customer }: Replaced,
): Promise<void> {
  const { number } = request;
  if (subject !== undefined && told.subject !== undefined) {
    const tokens = wordsOf(told.subject).map((word) => desk.vault.index('word', word));
    await tx.execute(addingWords([{ request: number, row: subject, tokens }]));
  }
  if (customer.id !== request.customer) {
    const old = (await getCustomers(tx, [request.customer])).get(request.customer);
    await tx.execute(takingWords(number, old === undefined ? [] : rowIdsOf(old)));
    await moveRows(tx, await wordRowsOf(tx, [number]), customer.id);
  }
  if (told.customer !== undefined || customer.id !== request.customer)
    await tx.execute(addingCustomerWords(number, rowIdsOf(customer)));
}
