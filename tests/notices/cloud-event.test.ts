import { Ajv2020 } from 'ajv/dist/2020.js';
import { CloudEvent, HTTP } from 'cloudevents';
import { describe, expect, test } from 'vitest';
import { cloudEvent, eventDataSchema, eventSchemaPath, eventType } from '../../src/notices/cloud-event.ts';
import { type Notice, noticeKinds } from '../../src/notices/notice.ts';
import { eventSchemaRoutes } from '../../src/notices/schema-routes.ts';
import { sampleNotice, trip } from './samples.ts';

const url = 'https://filrouge.example/';
const sample = (kind: (typeof noticeKinds)[number]) => sampleNotice(kind) as Notice;

const ajv = new Ajv2020({
  formats: { 'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, uri: true },
});

describe.each(noticeKinds)('the event of %s', (kind) => {
  const event = cloudEvent('msg_1', sample(kind), url);

  test('is one to the SDK of CloudEvents, which checks it by the published schema', () => {
    const headers = { 'content-type': 'application/cloudevents+json; charset=utf-8' };
    const read = HTTP.toEvent({ headers, body: JSON.stringify(event) });
    expect(JSON.parse(JSON.stringify(read))).toEqual(event);
    expect(read instanceof CloudEvent && read.validate()).toBe(true);
  });

  test('has data that fit the schema it names, and the schema refuses others', async () => {
    const served = await eventSchemaRoutes().request(new URL(event.dataschema ?? '').pathname);
    expect(served.status).toBe(200);
    const valid = ajv.compile(await served.json());
    expect(valid(event.data) || valid.errors).toBe(true);
    expect(valid({ ...event.data, severity: 'loud' })).toBe(false);
    expect(valid({ ...event.data, agentName: 7 })).toBe(false);
  });
});

test('an event is named after its kind, its delivery, its time and what it is about', () => {
  expect(cloudEvent('msg_1', sampleNotice('incident_opened'), url)).toMatchObject({
    specversion: '1.0',
    id: 'msg_1',
    source: 'https://filrouge.example',
    type: 'io.filrouge.incident.opened',
    subject: 'incidents/4',
    time: '2026-06-05T06:02:00.000Z',
    datacontenttype: 'application/json',
    dataschema: 'https://filrouge.example/schemas/events/v1/incident_opened.json',
  });
  const subjectOf = (kind: (typeof noticeKinds)[number]) => cloudEvent('msg_1', sample(kind), url).subject;
  expect(['agent_tripped', 'rule_alert', 'drill'] as const).toSatisfy((kinds) =>
    kinds.every((kind: (typeof noticeKinds)[number]) => subjectOf(kind) === 'agents/margaux'),
  );
  expect(subjectOf('criterion_met')).toBe('plans/4');
  expect(subjectOf('reminder_escalated')).toBe('plans/4');
});

test('without a public address the source is a name, and no schema is promised', () => {
  const event = cloudEvent('msg_1', trip(), undefined);
  expect(event.source).toBe('urn:filrouge');
  expect(event).not.toHaveProperty('dataschema');
});

test('the data are those of the standard form, and the people who are mailed are not among them', () => {
  const { data } = cloudEvent('msg_1', trip(), url);
  expect(data).toMatchObject({ severity: 'critical', value: 0.023, threshold: 0.02, incident: 4, plan: 4 });
  expect(data).not.toHaveProperty('people');
});

test('a schema for a kind that there is none of is refused', async () => {
  expect((await eventSchemaRoutes().request('/schemas/events/v1/nothing.json')).status).toBe(400);
  expect(eventSchemaPath('drill')).toBe('/schemas/events/v1/drill.json');
  expect(eventDataSchema('drill')).toMatchObject({ title: eventType('drill') });
});
