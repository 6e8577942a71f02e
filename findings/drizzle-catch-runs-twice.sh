#!/usr/bin/env bash
# A query of drizzle-orm that is given .catch() or .finally() and is awaited elsewhere too is carried out twice: builders are no promises,
# each .then(), .catch() or .finally() sends the statement anew.
# Why it matters here: "start it, look after its error, await it later" is the usual way to run work beside other work; an INSERT would
# count twice. Queries that are kept in a variable stand in an async function (src/platform/database).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact drizzle-orm@0.45.4 @electric-sql/pglite@0.5.16
cat >run.mjs <<'SCRIPT'
import { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { pgTable, text } from 'drizzle-orm/pg-core';

const client = await PGlite.create();
await client.exec('CREATE TABLE sent (mail text)');
const db = drizzle({ client });
const sent = pgTable('sent', { mail: text('mail') });
const rowsAfter = async (work) => {
  await db.delete(sent);
  await work();
  return (await db.select().from(sent)).length;
};

/** The usual way with a promise: nobody must meet an unhandled rejection, and the result is wanted later. */
const caught = await rowsAfter(async () => {
  const query = db.insert(sent).values({ mail: 'once' });
  query.catch(() => {});
  await query;
});
const finished = await rowsAfter(async () => {
  const query = db.insert(sent).values({ mail: 'once' });
  query.finally(() => {});
  await query;
});
const raced = await rowsAfter(async () => {
  const query = db.insert(sent).values({ mail: 'once' });
  await Promise.race([query, Promise.resolve()]);
  await query;
});
const wrapped = await rowsAfter(async () => {
  const query = (async () => db.insert(sent).values({ mail: 'once' }))();
  query.catch(() => {});
  await query;
});
const never = await rowsAfter(async () => {
  db.insert(sent).values({ mail: 'never' });
});
await client.close();
console.log('drizzle-orm 0.45.4 over PGlite 0.5.16, one INSERT that is awaited once; rows after it');
console.log('query.catch(…), await query:            ', caught);
console.log('query.finally(…), await query:          ', finished);
console.log('Promise.race([query, …]), await query:  ', raced);
console.log('in an async function, .catch(…), await: ', wrapped);
console.log('not awaited at all:                     ', never);
const holds = caught === 2 && finished === 2 && raced === 2 && wrapped === 1 && never === 0;
console.log(holds ? 'OK: each then, catch or finally of a query sends it' : 'CHANGED');
process.exit(holds ? 0 : 1);
SCRIPT
node run.mjs
