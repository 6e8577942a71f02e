import { describe, expect, test } from 'vitest';
import { judgeAudit, judgeSignatures } from '../../scripts/packages/judge.ts';

const json = JSON.stringify;

describe('the signatures of packages', () => {
  test('pass when none is wrong and none is missing', () => {
    expect(judgeSignatures(json({ invalid: [], missing: [] }), '')).toMatchObject({ kind: 'fine' });
  });

  test('fail when one is wrong or missing, by name', () => {
    const one = { name: 'hono', version: '4.0.0' };
    const wrong = judgeSignatures(json({ invalid: [one], missing: [] }), '');
    expect(wrong).toEqual({ kind: 'bad', says: 'hono@4.0.0 has a signature that is not right' });
    const missing = judgeSignatures(json({ invalid: [], missing: [one] }), '');
    expect(missing).toEqual({ kind: 'bad', says: 'hono@4.0.0 has none' });
  });

  test('are told to be unknown, not right, where nobody answers', () => {
    const says =
      'npm error request to https://tuf-repo-cdn.sigstore.dev failed, reason: getaddrinfo ENOTFOUND';
    expect(judgeSignatures('', says)).toEqual({ kind: 'unreachable', says });
    expect(judgeSignatures('', '')).toMatchObject({ kind: 'unreachable' });
  });

  test('fail on an answer that nobody understands', () => {
    expect(judgeSignatures('{}', 'npm error something new')).toMatchObject({ kind: 'bad' });
  });
});

describe('known holes of packages', () => {
  const report = (counts: object) =>
    json({ metadata: { vulnerabilities: counts }, vulnerabilities: { hono: {} } });

  test('fail from high on; moderate ones are told', () => {
    expect(judgeAudit(report({ moderate: 1, high: 0, critical: 0, total: 1 }), '')).toEqual({
      kind: 'fine',
      says: '1, none of them high: hono',
    });
    expect(judgeAudit(report({ high: 1, critical: 0, total: 1 }), '')).toMatchObject({ kind: 'bad' });
    expect(judgeAudit(report({ high: 0, critical: 1, total: 1 }), '')).toMatchObject({ kind: 'bad' });
  });

  test('are unknown where the registry has no such list', () => {
    const says = 'npm warn audit 405 Method Not Allowed - POST https://registry.npmjs.org/-/npm/v1/security';
    expect(judgeAudit(json({ error: {} }), says)).toEqual({ kind: 'unreachable', says });
  });
});
