import type { Registry } from 'prom-client';
import { createRegistry } from '../platform/telemetry.ts';
import type { Settings } from '../settings.ts';
import type { AppPorts, Opened } from './ports.ts';

/** The ground that all parts of a process stand on. */
export type Ground = {
  readonly settings: Settings;
  readonly ports: AppPorts;
  readonly opened: Opened;
  /** Whatever is counted is registered here, for `/metrics`. */
  readonly registry: Registry;
  /** Where this process is found: known for sure once it listens. */
  readonly address: { url: string };
};

/** The ground of a process that has been opened. */
export function groundOf(settings: Settings, ports: AppPorts, opened: Opened): Ground {
  const address = { url: settings.publicUrl ?? `http://${settings.host}:${settings.port}` };
  return { settings, ports, opened, registry: createRegistry(), address };
}
