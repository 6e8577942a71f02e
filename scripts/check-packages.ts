/**
 * Whether the packages that npm has installed are those that their makers signed, and whether anybody knows of a serious hole in
 * those that the product ships. A bad signature or a known hole ends with 1; a registry that does not answer is told, and no failure:
 * a machine without it could not be built on at all.
 */
import { spawnSync } from 'node:child_process';
import { judgeAudit, judgeSignatures, type Verdict } from './packages/judge.ts';

const tries = 2;
const patienceMs = 180_000;
const checks = [
  { name: 'signatures', args: ['audit', 'signatures', '--json'], judge: judgeSignatures },
  { name: 'known holes', args: ['audit', '--omit=dev', '--json'], judge: judgeAudit },
] as const;

for (const { name, args, judge } of checks) {
  let verdict: Verdict = { kind: 'unreachable', says: 'it was not asked' };
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const npm = ['--fetch-retries=0', '--fetch-timeout=20000', ...args];
    const { stdout, stderr } = spawnSync('npm', npm, {
      encoding: 'utf8',
      timeout: patienceMs,
      maxBuffer: 1e8,
    });
    verdict = judge(stdout ?? '', stderr ?? '');
    if (verdict.kind !== 'unreachable') break;
  }
  const mark = { fine: '✓', unreachable: '!', bad: '✗' }[verdict.kind];
  const not = verdict.kind === 'unreachable' ? ' could not be checked, which is no failure:' : ':';
  console.log(`${mark} packages, ${name}${not} ${verdict.says}`);
  if (verdict.kind === 'bad') process.exitCode = 1;
}
