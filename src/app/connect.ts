import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Registry } from 'prom-client';
import { type OfrepPorts, ofrepRoutes } from '../connect/ofrep/routes.ts';
import { registerOfrepTelemetry } from '../connect/ofrep/telemetry.ts';
import type { HttpEnv } from '../platform/http/http.ts';
import type { Settings } from '../settings.ts';
import type { Core } from './core.ts';
import type { AppPorts } from './ports.ts';

/** The doors for those who speak a protocol of somebody else's: each only translates. */
export function connectRoutes(
  { publicUrl }: Pick<Settings, 'publicUrl'>,
  { clock, logger }: Pick<AppPorts, 'clock' | 'logger'>,
  { hub, reads }: Pick<Core, 'hub' | 'reads'>,
  keys: Pick<OfrepPorts, 'bearer' | 'keyOfId'>,
  registry: Registry,
): OpenAPIHono<HttpEnv>[] {
  return [
    ofrepRoutes({
      ...{ ...keys, hub, now: clock.now, count: registerOfrepTelemetry(registry) },
      ...{ answer: reads.switchOf, agents: reads.watched, heardFrom: reads.heardFrom },
      under: publicUrl === undefined ? '' : new URL(publicUrl).pathname.replace(/\/$/, ''),
      onError: (error) => logger.error({ err: error }, 'a flag could not be answered'),
    }),
  ];
}
