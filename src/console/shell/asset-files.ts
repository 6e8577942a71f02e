import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { Hono } from 'hono';
import { sha256Hex } from '../../platform/canonical.ts';
import { defined } from '../../platform/defined.ts';
import type { ConsoleEnv } from './context.ts';
import type { AssetPaths } from './layout.page.tsx';

/** A file that browsers load: made of several sources, named after its contents, compressed once. */
type Asset = {
  readonly path: string;
  readonly type: string;
  readonly plain: Uint8Array<ArrayBuffer>;
  readonly packed: Map<Encoding, Promise<Uint8Array<ArrayBuffer>>>;
};
type Encoding = 'br' | 'gzip';

/** The files that pages load: their addresses, and the routes that serve them. */
export type Assets = {
  readonly paths: AssetPaths;
  /** `GET /assets/…` */
  readonly routes: Hono<ConsoleEnv>;
};

const nodeModules = createRequire(import.meta.url);
const own = (name: string) => new URL(`../assets/${name}`, import.meta.url);
const library = (name: string) => nodeModules.resolve(name);

const styles = [
  'base.css',
  'frame.css',
  'parts.css',
  'forms.css',
  'tables.css',
  'watch.css',
  'agent.css',
  'plan.css',
  'plan-criteria.css',
  'plan-forms.css',
  'plan-matrix.css',
  'plan-follow.css',
  'review.css',
  'cases.css',
  'desk.css',
  'dossier.css',
  'workshop.css',
  'print.css',
  'paper.css',
];
const scripts = ['console.js', 'desk.js', 'dossier.js', 'keep.js', 'matrix.js', 'paper.js', 'workshop.js'];

/**
 * Reads every file the pages load, from this folder and from the packages, and gives them addresses that
 * change with their contents, so that browsers may keep them for ever.
 */
export function loadAssets(): Assets {
  const libraries = ['htmx.org/dist/htmx.min.js', 'htmx-ext-sse/dist/sse.min.js'].map(library);
  const script = asset('console', 'js', joined([...libraries, ...scripts.map(own)]));
  const style = asset('console', 'css', styleSheet());
  const drawing = [library('echarts/dist/echarts.common.min.js'), own('chart.js')];
  const charts = asset('charts', 'js', joined(drawing));
  const icon = asset('icon', 'svg', joined([own('icon.svg')]));
  const byPath = new Map([style, script, charts, icon].map((entry) => [entry.path, entry]));
  return {
    paths: { style: style.path, script: script.path, charts: charts.path, icon: icon.path },
    routes: new Hono<ConsoleEnv>().get('/assets/:file', async (c) => {
      const found = byPath.get(c.req.path);
      if (!found) return c.notFound();
      const encoding = wantedEncoding(c.req.header('accept-encoding') ?? '');
      return c.body(encoding ? await packed(found, encoding) : found.plain, 200, {
        'content-type': found.type,
        'cache-control': 'public, max-age=31536000, immutable',
        vary: 'Accept-Encoding',
        ...defined({ 'content-encoding': encoding }),
      });
    }),
  };
}

/**
 * Pico goes into a cascade layer of its own, so that every rule of ours wins without a fight over
 * specificity.
 */
function styleSheet(): string {
  const pico = readFileSync(library('@picocss/pico/css/pico.min.css'), 'utf8');
  return `@layer base{${pico.replace(/@charset "[^"]*";/, '')}}\n${joined(styles.map(own))}`;
}

function joined(files: readonly (string | URL)[]): string {
  return files.map((file) => readFileSync(file, 'utf8').trimEnd()).join('\n');
}

const types = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
} as const;

function asset(name: string, extension: keyof typeof types, text: string): Asset {
  const hash = sha256Hex(text).slice(0, 12);
  return {
    path: `/assets/${name}-${hash}.${extension}`,
    type: types[extension],
    plain: new Uint8Array(Buffer.from(text)),
    packed: new Map(),
  };
}

function wantedEncoding(accepted: string): Encoding | undefined {
  if (/\bbr\b/.test(accepted)) return 'br';
  return /\bgzip\b/.test(accepted) ? 'gzip' : undefined;
}

/** Compressed at the first request for it, and kept. */
function packed(found: Asset, encoding: Encoding): Promise<Uint8Array<ArrayBuffer>> {
  const before = found.packed.get(encoding);
  if (before) return before;
  const made = compress(found.plain, encoding).then((bytes) => new Uint8Array(bytes));
  found.packed.set(encoding, made);
  return made;
}

function compress(plain: Uint8Array, encoding: Encoding): Promise<Buffer> {
  if (encoding === 'gzip') return promisify(gzip)(plain, { level: 9 });
  return promisify(brotliCompress)(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } });
}
