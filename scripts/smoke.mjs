/**
 * Starts the built filrouge on another Node, stops an agent, and plays the demo. Ends with 1 when anything is not as it shall be.
 *
 *     npm run build && node scripts/smoke.mjs /path/to/node
 */
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const node = resolve(process.argv[2] ?? process.execPath);
const root = resolve(import.meta.dirname, '..');
const main = join(root, 'dist/main.js');
const folder = mkdtempSync(join(tmpdir(), 'filrouge-smoke-'));
const compileCache = join(folder, 'compile-cache');
const key = `fr_${'s'.repeat(43)}`;
const env = {
  PATH: process.env.PATH,
  FILROUGE_PORT: '0',
  FILROUGE_ADMIN_KEY: key,
  FILROUGE_DATA: join(folder, 'data'),
  FILROUGE_RULES: join(root, 'rules'),
  NODE_COMPILE_CACHE: compileCache,
};

try {
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  const first = await serve(async (ask) => {
    const sample = { agent: 'margaux', metric: 'error_rate', value: 0.3, weight: 100 };
    assert.deepEqual(await ask('/v1/samples', { samples: [sample] }), { accepted: 1, rejected: [] });
    assert.equal((await ask('/v1/agents/margaux/switch')).mayRun, false);
    assert.equal((await ask('/v1/incidents')).items.length, 1);
  });
  const second = await serve(async (ask) => {
    assert.equal((await ask('/v1/agents/margaux/switch')).mayRun, false);
    assert.equal((await ask('/v1/register/verify')).ok, true);
  });
  // Node 22 began to keep what it has compiled between starts.
  const cached = readdirSync(compileCache, { recursive: true }).length;
  assert.ok(cached > 100, `the compile cache holds ${cached} files`);
  const began = Date.now();
  const demo = spawnSync(node, [main, 'demo', '--pace', '0s'], { env, cwd: folder, encoding: 'utf8' });
  assert.equal(demo.status, 0, `the demo ended with ${demo.status}:\n${demo.stdout}${demo.stderr}`);
  for (const line of [
    'Kill switch: error rate',
    'Incident 1: catalogue-freshness and error-rate',
    'Plan 1 is active',
    'Plan 1 is signed and closed',
    'Nothing was lost',
  ])
    assert.ok(demo.stdout.includes(line), `the demo did not say "${line}":\n${demo.stdout}`);
  const seconds = Math.round((Date.now() - began) / 1000);
  console.log(
    `${version}: started in ${first} ms, again in ${second} ms (compile cache ${cached} files), stopped an agent, demo in ${seconds} s`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Runs `work` on a served house; says after how many milliseconds it listened. */
async function serve(work) {
  const began = Date.now();
  const child = spawn(node, [main, 'serve'], { env, cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  try {
    const url = await new Promise((resolve, reject) => {
      const deadline = setTimeout(() => reject(new Error('it did not listen within 120 s')), 120_000);
      child.once('exit', () => reject(new Error('it ended before it listened')));
      createInterface({ input: child.stdout }).on('line', (line) => {
        if (!line.includes('"listening"')) return;
        clearTimeout(deadline);
        resolve(JSON.parse(line).url);
      });
    });
    const took = Date.now() - began;
    await work(async (path, body) => {
      const answer = await fetch(url + path, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      assert.equal(answer.status, 200, `${path} answered ${answer.status}: ${await answer.clone().text()}`);
      return answer.json();
    });
    child.kill('SIGTERM');
    const [code] = await ended;
    assert.equal(code, 0, `it ended with ${code}`);
    return took;
  } finally {
    child.kill('SIGKILL');
  }
}
