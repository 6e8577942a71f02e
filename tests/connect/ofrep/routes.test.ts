import { describe, expect, test } from 'vitest';
import { windowMs } from '../../../src/connect/ofrep/event-routes.ts';
import { expectOfrepEvent } from './contract.ts';
import { all, proven, serve } from './world.ts';

describe('one flag', () => {
  test('is answered with its value, what to acknowledge and until when it counts', async () => {
    const { flag, stop } = serve();
    const { status, body, headers } = await flag('margaux', 'agent.margaux.may_run');
    expect(status).toBe(200);
    expect(body).toEqual({
      ...{ key: 'agent.margaux.may_run', value: true, reason: 'STATIC', variant: 'normal' },
      metadata: {
        ...{ agent: 'margaux', mode: 'normal', share: 1, epoch: 0, since: '2026-06-05T06:02:00.000Z' },
        ...{ validUntil: '2026-06-05T06:02:30.000Z', onUnreachable: 'suspend' },
      },
    });
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('filrouge-valid-until')).toBe('2026-06-05T06:02:30.000Z');
    stop('margaux');
    expect((await flag('margaux', 'agent.margaux.may_run')).body).toMatchObject({
      ...{ value: false, variant: 'suspended', metadata: { epoch: 1 } },
    });
    expect((await flag('margaux', 'agent.margaux.share')).body.value).toBe(0);
    expect((await flag('viewer', 'agent.leo.mode')).body.value).toBe('normal');
  });

  test.each([
    ['margaux', 'agent.leo.may_run'],
    ['gone', 'agent.gone.may_run'],
    ['viewer', 'agent.nora.may_run'],
    ['viewer', 'agent.margaux.paused'],
    ['viewer', 'a/b'],
    ['viewer', 'caf%C3%A9'],
  ])('that %s cannot see is not found, whoever has it: %s', async (as, key) => {
    const { flag, world } = serve();
    const { status, body } = await flag(as, key);
    expect({ status, body }).toMatchObject({ status: 404, body: { errorCode: 'FLAG_NOT_FOUND' } });
    expect(body.key).toBe(decodeURIComponent(key));
    expect(world.counts).toEqual(['flag not_found']);
  });

  test('is called by the first 256 letters of its key, where that goes on', async () => {
    const { flag } = serve();
    for (const length of [255, 256, 257]) {
      const { status, body } = await flag('viewer', 'a'.repeat(length));
      expect([status, body.key.length]).toEqual([404, Math.min(length, 256)]);
    }
  });

  test.each([
    ['not proven', { isKnown: true, isProven: false, proofAgeMs: 3_000 }],
    ['not known', { isKnown: false, isProven: true, proofAgeMs: 0 }],
  ])('has no value while the switch is %s, but a stop goes on being told', async (_, knowledge) => {
    const { flag, stop, world } = serve();
    world.knowledge = knowledge;
    const { status, body } = await flag('margaux', 'agent.margaux.may_run');
    expect({ status, body }).toMatchObject({
      ...{ status: 500, body: { key: 'agent.margaux.may_run', errorCode: 'GENERAL' } },
    });
    stop('margaux');
    expect(await flag('margaux', 'agent.margaux.may_run')).toMatchObject({
      status: 200,
      body: { value: false },
    });
    expect(world.counts).toEqual(['flag unknown', 'flag answered']);
  });

  test('counts as a word of the agent only when its own key asks', async () => {
    const { flag, ask, world } = serve();
    await flag('viewer', 'agent.margaux.may_run');
    await flag('margaux', 'agent.leo.may_run');
    expect(world.heard).toEqual([]);
    await flag('margaux', 'agent.margaux.may_run');
    await ask('margaux', all);
    expect(world.heard).toEqual(['margaux', 'margaux']);
  });
});

describe('all flags', () => {
  test('are those of the agent, by its key or by the targeting key, or else of all', async () => {
    const { ask } = serve();
    const keys = async (as: string, body: unknown) =>
      (await ask(as, all, body)).body.flags.map(({ key }: { key: string }) => key);
    const ofLeo = ['agent.leo.may_run', 'agent.leo.mode', 'agent.leo.share'];
    expect(await keys('viewer', { context: { targetingKey: 'leo', plan: 'gold' } })).toEqual(ofLeo);
    expect(await keys('viewer', {})).toHaveLength(6);
    expect(await keys('margaux', { context: { targetingKey: 'leo' } })).toHaveLength(3);
    expect(await keys('gone', { context: null })).toEqual([]);
    expect(await ask('viewer', all, { context: { targetingKey: 'nora' } })).toMatchObject({
      ...{ status: 400, body: { errorCode: 'INVALID_CONTEXT' } },
    });
  });

  test('that are known already are not sent again, with a fresh lease; a stop and a loss of proof are', async () => {
    const { ask, stop, clock, world } = serve();
    const again = (etag: string) =>
      ask('margaux', `${all}?flagConfigEtag=x&flagConfigLastModified=1`, {}, { 'if-none-match': etag });
    const first = await ask('margaux', all, {});
    const etag = first.headers.get('etag') ?? '';
    clock.advance(10_000);
    const second = await again(etag);
    expect([second.status, second.body, second.headers.get('etag')]).toEqual([304, undefined, etag]);
    expect(second.headers.get('filrouge-valid-until')).toBe('2026-06-05T06:02:40.000Z');
    // A proxy that compresses makes a strong tag weak, and some take the mark off.
    expect((await again(etag.replace('W/', ''))).status).toBe(304);
    expect((await again('W/"of another"')).status).toBe(200);
    world.knowledge = { ...proven, isProven: false };
    const blind = await again(etag);
    expect(blind.body.flags.map(({ errorCode }: { errorCode?: string }) => errorCode)).toEqual([
      ...['GENERAL', 'GENERAL', 'GENERAL'],
    ]);
    expect(blind.headers.get('filrouge-valid-until')).toBeNull();
    world.knowledge = proven;
    expect((await again(etag)).status).toBe(304);
    stop('margaux');
    const stopped = await again(etag);
    expect(stopped.body.flags[0]).toMatchObject({ key: 'agent.margaux.may_run', value: false });
    expect(world.counts.filter((count) => count !== 'flags not_modified')).toEqual([
      ...['flags answered', 'flags answered', 'flags unknown', 'flags answered'],
    ]);
  });
});

describe('a question that cannot be answered', () => {
  test.each([
    ['{', 'PARSE_ERROR'],
    ['', 'PARSE_ERROR'],
    ['[]', 'INVALID_CONTEXT'],
    ['null', 'INVALID_CONTEXT'],
    ['{"context":7}', 'INVALID_CONTEXT'],
    ['{"context":{"targetingKey":7}}', 'INVALID_CONTEXT'],
  ])('is answered 400: %s', async (body, errorCode) => {
    const { ask, world } = serve();
    for (const path of [all, `${all}/agent.margaux.may_run`])
      expect(await ask('margaux', path, body)).toMatchObject({ status: 400, body: { errorCode } });
    expect(world.counts).toEqual(['flags invalid', 'flag invalid']);
  });

  test('for want of a right key is answered 401 or 403, however often it was wrong, and never 429', async () => {
    const { flag, world } = serve();
    for (const as of ['nobody', 'spam']) {
      const { status, body, headers } = await flag(as, 'agent.margaux.may_run');
      expect({ status, body }).toMatchObject({ status: 401, body: { errorCode: 'GENERAL' } });
      expect(headers.get('retry-after')).toBeNull();
    }
    expect((await flag('intake', 'agent.margaux.may_run')).status).toBe(403);
    expect(world.counts).toEqual(['flag unauthorized', 'flag unauthorized', 'flag unauthorized']);
  });

  test('because of a fault of ours is answered 500 in the same words, and told in the log', async () => {
    const { flag, world } = serve();
    world.broken = true;
    const key = 'agent.margaux.may_run';
    expect(await flag('margaux', key)).toMatchObject({ status: 500, body: { key, errorCode: 'GENERAL' } });
    world.broken = false;
    expect(await flag('away', key)).toMatchObject({ status: 500, body: { key, errorCode: 'GENERAL' } });
    expect(world.errors).toHaveLength(2);
    expect(world.counts).toEqual(['flag failed', 'flag failed']);
  });
});

/** A stream's messages, one at a time, and its end. */
function messagesOf(response: Response) {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  return {
    next: async () => {
      const { value, done } = (await reader?.read()) ?? { value: undefined, done: true };
      if (done || value === undefined) return undefined;
      const data = /^data: (.*)$/m.exec(value)?.[1] ?? '';
      expectOfrepEvent(data);
      expect(value).toMatch(/^event: message$/m);
      return JSON.parse(data).type as string;
    },
    close: () => reader?.cancel(),
  };
}

describe('the stream of changes', () => {
  const requestUri = async ({ ask }: ReturnType<typeof serve>, as = 'margaux') =>
    (await ask(as, all, { context: { targetingKey: 'margaux' } })).body.eventStreams[0].endpoint
      .requestUri as string;

  test('is offered where one agent is asked about, at an address of its own', async () => {
    const served = serve({ under: '/filrouge' });
    expect(await requestUri(served)).toMatch(
      /^\/filrouge\/ofrep\/v1\/events\/margaux\?pass=ag01\.\w+\.[\w-]{43}$/,
    );
    expect((await served.ask('viewer', all)).body.eventStreams).toBeUndefined();
    expect((await served.ask('gone', all)).body.flags).toEqual([]);
  });

  test('says first on every connection to ask again, then at each stop, and when the agent is gone', async () => {
    const served = serve();
    const uri = await requestUri(served);
    for (const _ of [1, 2]) {
      const response = await served.app.request(uri);
      expect(response.headers.get('x-accel-buffering')).toBe('no');
      const messages = messagesOf(response);
      expect(await messages.next()).toBe('refetchEvaluation');
      await messages.close();
    }
    const messages = messagesOf(await served.app.request(uri));
    await messages.next();
    served.stop('margaux');
    expect(await messages.next()).toBe('refetchEvaluation');
    served.world.states.delete('margaux');
    served.hub.close();
    expect(await messages.next()).toBe('refetchEvaluation');
    expect(await messages.next()).toBeUndefined();
    expect((await served.app.request(uri)).status).toBe(404);
  });

  test('opens with its pass until that has run out, and then the flags come with a new one', async () => {
    const served = serve();
    const { clock, ask, app } = served;
    clock.set(Math.floor(clock.now() / windowMs) * windowMs + windowMs - 1);
    const first = await ask('margaux', all, {});
    const etag = first.headers.get('etag') ?? '';
    const uri: string = first.body.eventStreams[0].endpoint.requestUri;
    const status = async (address: string) => {
      const response = await app.request(address);
      await response.body?.cancel();
      return response.status;
    };
    const again = async () => (await ask('margaux', all, {}, { 'if-none-match': etag })).status;
    expect(await again()).toBe(304);
    clock.advance(1);
    // The pass is good for a whole window more, and whoever asks now gets the next one.
    expect(await again()).toBe(200);
    clock.advance(windowMs - 1);
    expect(await status(uri)).toBe(200);
    clock.advance(1);
    expect(await status(uri)).toBe(401);
    expect(await status(await requestUri(served))).toBe(200);
  });

  test('opens for nobody else: another agent, another key, a changed pass, a revoked key', async () => {
    const served = serve();
    const uri = await requestUri(served, 'viewer');
    const status = async (address: string) => (await served.app.request(address)).status;
    expect(await status(uri.replace('margaux', 'leo'))).toBe(401);
    expect(await status(uri.replace('vi01', 'ag01'))).toBe(401);
    expect(await status(uri.replace('vi01', 'zz99'))).toBe(401);
    expect(await status(uri.replace(/\.[a-z0-9]+\./, '.zzzzzzzzz.'))).toBe(401);
    expect(await status(uri.replace(/.$/, (last) => (last === 'A' ? 'Q' : 'A')))).toBe(401);
    expect(await status(uri.replace(/pass=.*/, 'pass='))).toBe(401);
    expect(await status(uri.replace(/\?.*/, ''))).toBe(400);
    served.world.revoked.add('viewer');
    expect(await status(uri)).toBe(401);
    expect(new Set(served.world.counts)).toEqual(new Set(['flags answered', 'events unauthorized']));
  });
});
