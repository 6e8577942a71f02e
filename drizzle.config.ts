import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'postgresql',
  // app/backup reads tables, and defines none.
  schema: './src/!(app)/**/*tables.ts',
  out: './src/platform/migrations',
});
