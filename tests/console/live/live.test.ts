import { readFileSync } from 'node:fs';
import pino from 'pino';
import { describe, expect, test } from 'vitest';
import { createLiveHub } from '../../../src/console/live/live.ts';
import type { Part } from '../../../src/console/live/live-channel.ts';
import {
  createChannel,
  drawChannel,
  missedBy,
  outOfBand,
  type Topic,
} from '../../../src/console/live/live-channel.ts';

/** A topic whose parts a test changes, and the number of times it was drawn. */
function topicOf(parts: Part[]): Topic & { drawn: number } {
  const topic = {
    name: 'plan 4|fr',
    drawn: 0,
    draw: async () => {
      topic.drawn += 1;
      return [...parts];
    },
  };
  return topic;
}

function listener() {
  const heard: string[] = [];
  const decoder = new TextDecoder();
  return {
    heard,
    client: { send: (bytes: Uint8Array) => heard.push(decoder.decode(bytes)) > 0, end: () => {} },
  };
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe('a live page', () => {
  test('only the parts that changed are sent, once, to everybody', async () => {
    const parts: Part[] = [
      { id: 'a', html: '<p id="a">1</p>' },
      { id: 'b', html: '<p id="b">1</p>' },
    ];
    const topic = topicOf(parts);
    const channel = createChannel(topic, 0);
    await drawChannel(channel, 'e', 0);
    const [one, two] = [listener(), listener()];
    channel.clients.add(one.client).add(two.client);
    parts[0] = { id: 'a', html: '<p id="a">2</p>' };
    await drawChannel(channel, 'e', 1);
    expect(one.heard).toEqual(two.heard);
    expect(one.heard).toHaveLength(1);
    expect(one.heard[0]).toContain('<p hx-swap-oob="true" id="a">2</p>');
    expect(one.heard[0]).not.toContain('id="b"');
    await drawChannel(channel, 'e', 2);
    expect(one.heard).toHaveLength(1);
    expect(topic.drawn).toBe(3);
  });

  test('a new row is added to its table, one that is gone leaves an empty place', async () => {
    const parts: Part[] = [];
    const channel = createChannel(topicOf(parts), 0);
    const { heard, client } = listener();
    channel.clients.add(client);
    parts.push({ id: 'row', html: '<tr id="row"></tr>', within: 'rows' });
    await drawChannel(channel, 'e', 0);
    parts.pop();
    await drawChannel(channel, 'e', 1);
    expect(heard[0]).toContain('<tbody hx-swap-oob="beforeend:#rows"><tr id="row"></tr></tbody>');
    expect(heard[1]).toContain('<tr id="row" hidden hx-swap-oob="true"></tr>');
    // A table whose last row has gone is as empty as one that never had any, but not to `:empty`.
    const styles = readFileSync(new URL('../../../src/console/assets/plan.css', import.meta.url), 'utf8');
    expect(styles).toContain('tbody[data-empty]');
    expect(styles).not.toMatch(/tbody\S*:empty/);
  });

  test('a page that comes late gets what it has missed, a page of another process everything', async () => {
    const parts: Part[] = [{ id: 'a', html: '<p id="a">1</p>' }];
    const channel = createChannel(topicOf(parts), 0);
    await drawChannel(channel, 'e', 0);
    parts.push({ id: 'b', html: '<p id="b">1</p>' });
    await drawChannel(channel, 'e', 1);
    expect(text(missedBy(channel, 'e', 'e-2'))).toBe(': here\n\n');
    expect(text(missedBy(channel, 'e', 'e-1'))).toContain('id="b"');
    expect(text(missedBy(channel, 'e', 'e-1'))).not.toContain('id="a"');
    expect(text(missedBy(channel, 'e', 'other-2'))).toContain('id="a"');
  });

  test('a line break of any kind in what people typed does not end the message', async () => {
    const channel = createChannel(topicOf([{ id: 'a', html: '<p id="a">one\r\ntwo\rthree\nfour</p>' }]), 0);
    const { heard, client } = listener();
    channel.clients.add(client);
    await drawChannel(channel, 'e', 0);
    expect(heard[0]?.split('\n').filter((line) => !/^(?:event|id|data): |^$/.test(line))).toEqual([]);
  });

  test('a reader that does not keep up is cut off', async () => {
    const channel = createChannel(topicOf([{ id: 'a', html: '<p id="a"></p>' }]), 0);
    let ended = false;
    channel.clients.add({ send: () => false, end: () => (ended = true) });
    await drawChannel(channel, 'e', 0);
    expect(ended).toBe(true);
  });

  test('only the first tag of a part is marked', () => {
    expect(outOfBand([{ id: 'a', html: '<p id="a"><p></p></p>' }], () => true)).toBe(
      '<template><p hx-swap-oob="true" id="a"><p></p></p></template>',
    );
  });
});

describe('the hub', () => {
  test('draws once for pages that are opened within a moment, and again after a change', async () => {
    const topic = topicOf([{ id: 'a', html: '<p id="a"></p>' }]);
    const hub = createLiveHub({ now: () => 1_000, logger: pino({ enabled: false }) });
    await hub.current(topic);
    const { after } = await hub.current(topic);
    expect(topic.drawn).toBe(1);
    expect(after).toMatch(/^[\da-f]{8}-1$/);
    hub.poke();
    await hub.current(topic);
    expect(topic.drawn).toBe(2);
    hub.close();
  });
});
