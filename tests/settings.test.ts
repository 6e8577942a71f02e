import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { newNoteSigner, signerText } from '../src/platform/tlog/note.ts';
import { helpdeskAccess, isHelpdeskSetting } from '../src/settings/helpdesks.ts';
import { isReplaySetting } from '../src/settings/replay.ts';
import { isOidcSetting } from '../src/settings/sign-in.ts';
import { readSettings, settingNames, settingProblemText } from '../src/settings.ts';

const problemsOf = (env: Record<string, string>) => {
  const result = readSettings(env);
  return result.ok ? [] : result.problems;
};
const settingsOf = (env: Record<string, string>) => {
  const result = readSettings(env);
  if (!result.ok) throw new Error(result.problems.map(settingProblemText).join('\n'));
  return result.settings;
};

describe('settings', () => {
  test('all have a default, which serves this machine only on the embedded database', () => {
    expect(settingsOf({})).toEqual({
      evidence: { maxBytes: 25_000_000, mostFiles: 50 },
      checkpoints: { signers: [], verifiers: [] },
      backup: { keep: 14 },
      host: '127.0.0.1',
      port: 4090,
      dataDir: './data',
      rulesDir: './rules',
      signIn: { providers: [], allowLoopback: false, maxMs: 7 * 86_400_000 },
      stepMs: 10_000,
      tickMs: 1_000,
      logLevel: 'info',
      allowPrivateTargets: false,
      scores: {},
      mirror: {},
    });
  });

  test('that are set to nothing count as unset, as compose files pass them', () => {
    expect(settingsOf({ DATABASE_URL: '', FILROUGE_PORT: '' })).toEqual(settingsOf({}));
  });

  test('are read from their variables', () => {
    expect(
      settingsOf({
        DATABASE_URL: 'postgres://a:b@c/d',
        FILROUGE_PORT: '0',
        FILROUGE_STEP: '500ms',
        FILROUGE_PUBLIC_URL: 'https://filrouge.example.org/',
        FILROUGE_ALLOW_PRIVATE_TARGETS: 'true',
        FILROUGE_WEBHOOK_URL: 'https://example.org/hook',
        FILROUGE_WEBHOOK_SECRET: `whsec_${'a'.repeat(43)}=`,
      }),
    ).toMatchObject({
      databaseUrl: 'postgres://a:b@c/d',
      port: 0,
      stepMs: 500,
      publicUrl: 'https://filrouge.example.org',
      allowPrivateTargets: true,
      webhookUrl: 'https://example.org/hook',
    });
  });
});

describe('a setting that cannot be used', () => {
  test.each([
    ['FILROUGE_PORT', '65535', '65536'],
    ['FILROUGE_STEP', '100ms', '99ms'],
    ['FILROUGE_STEP', '10m', '601s'],
    ['FILROUGE_TICK', '50ms', '49ms'],
    ['FILROUGE_LOG', 'debug', 'verbose'],
    ['FILROUGE_CHAT_URL', 'http://chat/', 'ftp://chat/'],
    ['FILROUGE_CHAT_LANGUAGE', 'fr', 'de'],
    ['FILROUGE_URL', 'http://127.0.0.1:4090', '127.0.0.1:4090'],
    ['FILROUGE_ADMIN_KEY', `fr_${'a'.repeat(32)}`, `fr_${'a'.repeat(31)}`],
    ['FILROUGE_KEY', `fr_${'a'.repeat(128)}`, 'hunter2'],
    ['FILROUGE_ALLOW_PRIVATE_TARGETS', 'false', 'maybe'],
    ['FILROUGE_PROMETHEUS_URL', 'http://lea:pw@mimir/prometheus', 'mimir:9009'],
  ])('%s: %s is taken, %s is refused by name', (name, good, bad) => {
    expect(problemsOf({ [name]: good })).toEqual([]);
    expect(problemsOf({ [name]: bad })).toMatchObject([{ name }]);
  });

  test('says what was found and what is expected, for all settings at once', () => {
    const texts = problemsOf({ FILROUGE_PORT: 'http', FILROUGE_STEP: '10' }).map(settingProblemText);
    expect(texts).toEqual([
      'FILROUGE_PORT is "http", expected a port from 0 (any free one) to 65535.',
      'FILROUGE_STEP is "10", expected a duration such as 30s, 5m, 1h30m or 7d, from 100ms to 10m.',
    ]);
  });

  test('that does not exist is named with the nearest that does, beside all else; names of others are not', () => {
    const env = {
      FILROUGE_DATAA: 'x',
      FILROUGE_SOMETHING_ELSE: 'x',
      FILROUGE_PORT: 'http',
      PATH: '/bin',
      OTHER: 'x',
    };
    expect(problemsOf(env).map(settingProblemText)).toEqual([
      'FILROUGE_PORT is "http", expected a port from 0 (any free one) to 65535.',
      'FILROUGE_DATAA is not a setting of filrouge. Did you mean FILROUGE_DATA?',
      'FILROUGE_SOMETHING_ELSE is not a setting of filrouge.',
    ]);
    expect(problemsOf({ FILROUGE_DATAA: '' })).toEqual([]);
  });

  test('is not what Kubernetes tells of Services beside it, whatever they are called', () => {
    const links = {
      FILROUGE_SERVICE_HOST: '10.0.0.7',
      FILROUGE_SERVICE_PORT: '4090',
      FILROUGE_SERVICE_PORT_HTTP: '4090',
      FILROUGE_PORT: 'tcp://10.0.0.7:4090',
      FILROUGE_PORT_4090_TCP: 'tcp://10.0.0.7:4090',
      FILROUGE_PORT_4090_TCP_ADDR: '10.0.0.7',
      FILROUGE_DB_SERVICE_HOST: '10.0.0.8',
      FILROUGE_DB_PORT: 'tcp://10.0.0.8:5432',
    };
    expect(readSettings(links)).toEqual(readSettings({}));
    expect(problemsOf({ FILROUGE_DB_PORT: '5432' })).toHaveLength(1);
    expect(problemsOf({ FILROUGE_PORT: 'x' })).toHaveLength(1);
  });

  test('never shows a secret, nor an address, which may hold one', () => {
    const texts = problemsOf({
      FILROUGE_WEBHOOK_SECRET: 'hunter2',
      FILROUGE_SMTP_URL: 'hunter2://x',
      FILROUGE_WEBHOOK_URL: 'hunter2',
    }).map(settingProblemText);
    expect(texts.join()).not.toContain('hunter2');
    expect(texts.join()).toContain('FILROUGE_WEBHOOK_SECRET is a text of 7 characters');
  });

  test('is one that lacks its other half', () => {
    expect(problemsOf({ FILROUGE_SMTP_URL: 'smtp://mail' })).toMatchObject([{ name: 'FILROUGE_MAIL_FROM' }]);
    expect(problemsOf({ FILROUGE_WEBHOOK_SECRET: `whsec_${'a'.repeat(43)}=` })).toMatchObject([
      { name: 'FILROUGE_WEBHOOK_URL' },
    ]);
    const token = { FILROUGE_PROMETHEUS_TOKEN: 'hunter2' };
    expect(problemsOf(token)).toMatchObject([{ name: 'FILROUGE_PROMETHEUS_URL' }]);
    const url = 'http://prometheus:9090';
    expect(settingsOf({ ...token, FILROUGE_PROMETHEUS_URL: url }).prometheus).toEqual({
      url,
      token: 'hunter2',
    });
    expect(settingsOf({ FILROUGE_PROMETHEUS_URL: url }).prometheus).toEqual({ url });
  });
});

test('a header of replays has its value and the address that alone is shown it, or is none', () => {
  const headers = {
    FILROUGE_REPLAY_SUPPORT_AGENT_URL: 'https://agent.example/replay',
    FILROUGE_REPLAY_SUPPORT_AGENT_VALUE: 'Bearer s3cret',
  };
  expect(settingsOf(headers).replayHeaders?.get('SUPPORT_AGENT')?.value).toBe('Bearer s3cret');
  const { FILROUGE_REPLAY_SUPPORT_AGENT_URL: _url, ...anywhere } = headers;
  expect(problemsOf(anywhere)).toMatchObject([{ name: 'FILROUGE_REPLAY_SUPPORT_AGENT_URL' }]);
  const broken = { ...headers, FILROUGE_REPLAY_SUPPORT_AGENT_VALUE: 's3cret\n' };
  expect(JSON.stringify(problemsOf(broken))).not.toContain('s3cret');
});

test('each helpdesk has a secret, and an address with a token, under its name', () => {
  const [secret, url, token] = ['hunter2hunter2', 'https://desk.example', 't'];
  const settings = settingsOf({
    FILROUGE_HELPDESK_ZAMMAD_SECRET: secret,
    FILROUGE_HELPDESK_HOTLINE_2_URL: url,
    FILROUGE_HELPDESK_HOTLINE_2_TOKEN: token,
  });
  expect(helpdeskAccess(settings, 'zammad')).toEqual({ secret });
  expect(helpdeskAccess(settings, 'hotline-2')).toEqual({ url, token });
  expect(helpdeskAccess(settings, 'odoo')).toEqual({});
  const wrong = { FILROUGE_HELPDESK_A_SECRET: 'hunter2', FILROUGE_HELPDESK_B_URL: url };
  expect(problemsOf(wrong).map(({ name }) => name)).toEqual([
    'FILROUGE_HELPDESK_A_SECRET',
    'FILROUGE_HELPDESK_B_TOKEN',
  ]);
  expect(problemsOf({ FILROUGE_HELPDESK_A_SECRETS: secret })).toHaveLength(1);
});

test('evidence has its bounds, and a bucket that is set up whole or not at all', () => {
  const bucket = { FILROUGE_S3_URL: 'https://s3.example', FILROUGE_S3_BUCKET: 'evidence' };
  const whole = { ...bucket, FILROUGE_S3_KEY: 'id', FILROUGE_S3_SECRET: 'secret' };
  expect(
    settingsOf({ ...whole, FILROUGE_EVIDENCE_MAX: '500kB', FILROUGE_EVIDENCE_COUNT: '9' }).evidence,
  ).toEqual({
    ...{ maxBytes: 500_000, mostFiles: 9 },
    bucket: {
      ...{ url: 'https://s3.example', bucket: 'evidence', region: 'us-east-1' },
      ...{ keyId: 'id', secret: 'secret' },
    },
  });
  expect(problemsOf(bucket).map(({ name }) => name)).toEqual(['FILROUGE_S3_KEY', 'FILROUGE_S3_SECRET']);
  for (const size of ['1kB', '500MB']) expect(problemsOf({ FILROUGE_EVIDENCE_MAX: size })).toEqual([]);
  for (const size of ['0kB', '501MB', '25', '25mb', 'x'])
    expect(problemsOf({ FILROUGE_EVIDENCE_MAX: size })).toHaveLength(1);
  expect(problemsOf({ FILROUGE_EVIDENCE_COUNT: '0' })).toHaveLength(1);
});

test('keys of checkpoints are of one register, with the keys of before beside them', () => {
  const key = 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz';
  const verifier = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
  const { checkpoints } = settingsOf({
    FILROUGE_CHECKPOINT_KEY: key,
    FILROUGE_CHECKPOINT_VERIFIERS: `${verifier}, ${verifier}`,
  });
  expect(checkpoints.signers.map(({ id }) => id)).toEqual(['c74f20a3']);
  expect(checkpoints.verifiers.map(({ id }) => id)).toEqual(['c74f20a3', 'c74f20a3', 'c74f20a3']);
  const [problem] = problemsOf({ FILROUGE_CHECKPOINT_KEY: verifier });
  expect(problem).toMatchObject({ name: 'FILROUGE_CHECKPOINT_KEY', found: 'a text of 66 characters' });
  const other = signerText(newNoteSigner('another.example'));
  for (const wrong of [`${key},`, `${key},${other}`, 'x'])
    expect(problemsOf({ FILROUGE_CHECKPOINT_KEY: wrong })).toHaveLength(1);
  expect(problemsOf({ FILROUGE_CHECKPOINT_VERIFIERS: key })).toHaveLength(1);
  expect(problemsOf({ FILROUGE_CHECKPOINT_FILE: '/mnt/x' }).map(({ name }) => name)).toEqual([
    'FILROUGE_CHECKPOINT_KEY',
  ]);
});

test('.env.example names every setting and nothing else, and is valid with its defaults uncommented', () => {
  const lines = readFileSync(join(import.meta.dirname, '../.env.example'), 'utf8').split('\n');
  const entries = lines.flatMap((line) => /^#([A-Z0-9_]+)=(.*)$/.exec(line)?.slice(1, 3) ?? []);
  const given: Record<string, string> = {};
  for (let index = 0; index < entries.length; index += 2)
    given[entries[index] ?? ''] = entries[index + 1] ?? '';
  const fixed = Object.keys(given).filter(
    (name) => !isHelpdeskSetting(name) && !isReplaySetting(name) && !isOidcSetting(name),
  );
  expect(fixed.sort()).toEqual([...settingNames].sort());
  const {
    FILROUGE_WEBHOOK_URL: _,
    FILROUGE_HELPDESK_ZAMMAD_URL: __,
    FILROUGE_REPLAY_SUPPORT_AGENT_URL: ___,
    FILROUGE_CHECKPOINT_FILE: ____,
    ...complete
  } = given;
  expect(problemsOf(complete)).toEqual([]);
});

describe('providers of OpenID Connect', () => {
  const company = {
    FILROUGE_PUBLIC_URL: 'https://filrouge.example.org',
    FILROUGE_OIDC_COMPANY_ISSUER: 'https://login.example.org/realms/house',
    FILROUGE_OIDC_COMPANY_CLIENT_ID: 'filrouge',
  };
  const namesOf = (env: Record<string, string>) => problemsOf(env).map(({ name }) => name);

  test('are read by their names, with groups that give roles', () => {
    const { providers } = settingsOf({
      ...company,
      FILROUGE_OIDC_COMPANY_ROLES: 'cn=admins=admin, support leads=operator',
      FILROUGE_OIDC_A_B_ISSUER: 'https://b.example.org',
      FILROUGE_OIDC_A_B_CLIENT_ID: 'x',
    }).signIn;
    expect(providers.map(({ name }) => name)).toEqual(['a-b', 'company']);
    expect([...(providers[1]?.groups?.roles ?? [])]).toEqual([
      ['cn=admins', 'admin'],
      ['support leads', 'operator'],
    ]);
  });

  test('need an address of this service, an issuer and an id, all over https', () => {
    const { FILROUGE_PUBLIC_URL: _, ...without } = company;
    expect(namesOf(without)).toEqual(['FILROUGE_PUBLIC_URL']);
    expect(namesOf({ ...company, FILROUGE_OIDC_OTHER_ISSUER: 'https://x.example' })).toEqual([
      'FILROUGE_OIDC_OTHER_CLIENT_ID',
    ]);
    const http = { ...company, FILROUGE_OIDC_COMPANY_ISSUER: 'http://login.example.org' };
    expect(namesOf(http)).toEqual(['FILROUGE_OIDC_COMPANY_ISSUER']);
    expect(namesOf({ ...http, FILROUGE_OIDC_LOOPBACK: 'true' })).toEqual(['FILROUGE_OIDC_COMPANY_ISSUER']);
    const here = { ...company, FILROUGE_OIDC_COMPANY_ISSUER: 'http://127.0.0.1:9' };
    expect(namesOf(here)).toEqual(['FILROUGE_OIDC_COMPANY_ISSUER']);
    expect(namesOf({ ...here, FILROUGE_OIDC_LOOPBACK: 'true' })).toEqual([]);
  });

  test.each([
    ['ISSUER', 'https://login.example.org/.well-known/openid-configuration'],
    ['ROLES', 'admins=root'],
    ['ROLES', 'admins'],
    ['SCOPES', 'email'],
  ])('%s %s is named', (part, value) => {
    expect(namesOf({ ...company, [`FILROUGE_OIDC_COMPANY_${part}`]: value })).toEqual([
      `FILROUGE_OIDC_COMPANY_${part}`,
    ]);
  });

  test('a mistyped part is no setting', () => {
    expect(namesOf({ ...company, FILROUGE_OIDC_COMPANY_SECRETS: 'x' })).toEqual([
      'FILROUGE_OIDC_COMPANY_SECRETS',
    ]);
  });
});
