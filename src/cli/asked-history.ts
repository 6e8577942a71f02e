import type { z } from 'zod';
import { type CellColumns, columnsBy } from '../metrics/storage/cell-columns.ts';
import { defined } from '../platform/defined.ts';
import { iso } from '../platform/iso.ts';
import type { RuleSet } from '../rules/ruleset.ts';
import { ruleSetFromJson } from '../rules/sets/ruleset-json.ts';
import { type Past, type Period, spansOf } from '../workshop/replay/history.ts';
import {
  AgentPast,
  Extent,
  PackedCells,
  partMs,
  RecordedSet,
  SpanPast,
} from '../workshop/replay/past-routes.ts';
import type { Ask } from './service.ts';

/**
 * The past as a running service tells it: what the database would say that it holds. `own` is the set of the
 * rules folder: mostly the one that was in force, and its people stand for those of others, which are not
 * told.
 */
export function askedHistory(ask: Ask, own: RuleSet): Past {
  const span = ({ from, until }: Period) => `from=${iso(from)}&until=${iso(until)}`;
  const known = (asked: Period) => ask(SpanPast, 'GET', `/v1/history/span?${span(asked)}`);
  const agentPast = (agent: string, asked: Period) =>
    ask(AgentPast, 'GET', `/v1/history/agents/${encodeURIComponent(agent)}?${span(asked)}`);
  const nothing = { from: 0, until: 0 };
  return {
    extent: async (metrics) => {
      const { extent } = await ask(
        Extent,
        'GET',
        `/v1/history/extent?metrics=${encodeURIComponent(metrics.join(','))}`,
      );
      return extent ?? undefined;
    },
    slices: async function* (agent, metrics, asked) {
      for (const part of spansOf(asked.from, asked.until, partMs)) {
        const cells = new Map<string, CellColumns>();
        for (const metric of metrics) {
          const about = new URLSearchParams({ agent, metric });
          const packed = await ask(PackedCells, 'GET', `/v1/history/cells?${about}&${span(part)}`);
          cells.set(metric, unpacked(packed));
        }
        yield { ...part, cells };
      }
    },
    switchRecord: async (agent) => {
      const { downtime, ...record } = await agentPast(agent, nothing);
      return defined({ ...record, downtime: downtime.map(defined) });
    },
    incidents: async (asked) => (await known(asked)).incidents,
    recordedSets: async (asked) => (await known(asked)).ruleSets,
    ruleSet: async (hash) => {
      if (hash === own.hash) return own;
      const { set } = await ask(RecordedSet, 'GET', `/v1/history/rule-sets/${hash}`);
      return { ...ruleSetFromJson(set), people: own.people };
    },
    firstInForceSince: async () => (await known(nothing)).firstRuleSetAt,
    firings: async (agent, asked) => {
      const { firings } = await agentPast(agent, asked);
      return firings.map((firing) => defined({ ...firing, agent }));
    },
    openCriteria: async () => (await known(nothing)).criteria,
  };
}

function unpacked(packed: z.infer<typeof PackedCells>): CellColumns {
  const column = (text: string) => {
    const bytes = Buffer.from(text, 'base64');
    // A copy of its own: doubles begin at multiples of eight bytes, and a small buffer's bytes may not.
    return new Float64Array(new Uint8Array(bytes).buffer);
  };
  const count = column(packed.start).length;
  const buckets = packed.buckets.map((one) => one ?? undefined);
  return columnsBy(count, (field) => column(packed[field]), buckets);
}
