import { OFREPWebProvider } from '@openfeature/ofrep-web-provider';
import { ClientProviderEvents, OpenFeature, ProviderStatus } from '@openfeature/web-sdk';

/** Where filrouge is, and who asks: the key is one of role `agent`; the lease is that of its mandate. */
type Connection = {
  readonly filrouge: string;
  readonly agent: string;
  readonly key: string;
  readonly leaseMs?: number;
};

/** The switch for an agent that OpenFeature's web provider keeps up to date. */
export type FollowedSwitch = { readonly mayAnswer: () => boolean; readonly stop: () => void };

/**
 * Follows the switch: ask `mayAnswer` before each word to a customer. Until filrouge has spoken it may not.
 */
export function followSwitch({ filrouge, agent, key, leaseMs = 30_000 }: Connection): FollowedSwitch {
  const authorization = `Bearer ${key}`;
  const domain = `${agent} at ${filrouge}`;
  const client = OpenFeature.getClient(domain);
  let [validUntil, acknowledged, stopped] = [0, -1 as unknown, false];

  /** Renews the lease by what was read to its end: never by a head whose body got lost on the way. */
  const fetchImplementation: typeof fetch = async (request, init) => {
    const answer = await fetch(request, { ...init, signal: AbortSignal.timeout(2_000) });
    const body = answer.status === 304 ? null : await answer.text();
    const until = answer.headers.get('filrouge-valid-until');
    if (until !== null) validUntil = Date.parse(until);
    return new Response(body, answer);
  };
  const context = () => ({ targetingKey: agent, askedAt: Date.now() });
  // Asks anew, whatever became of the stream, and takes the provider out of STALE, which it never leaves by
  // itself.
  const ask = (): void => void OpenFeature.setContext(domain, context()).catch(() => {});

  /** A provider whose first question fails never asks again. */
  const start = async (): Promise<void> => {
    const headers: [string, string][] = [['Authorization', authorization]];
    const options = { baseUrl: filrouge, headers, fetchImplementation, cacheMode: 'disabled' as const };
    while (!stopped) {
      try {
        // The types of provider and SDK do not meet under exactOptionalPropertyTypes; without hooks of its
        // own they do.
        const provider = Object.assign(new OFREPWebProvider(options), { hooks: [] });
        return await OpenFeature.setProviderAndWait(domain, provider, context());
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 1_000));
      }
    }
  };
  const acknowledge = async (epoch: unknown): Promise<void> => {
    const answer = await fetch(`${filrouge}/v1/agents/${agent}/switch/ack`, {
      method: 'POST',
      headers: { Authorization: authorization, 'Content-Type': 'application/json' },
      body: JSON.stringify({ epoch }),
      signal: AbortSignal.timeout(2_000),
    });
    if (answer.ok) acknowledged = epoch;
  };

  void start();
  client.addHandler(ClientProviderEvents.Stale, ask);
  // filrouge has every third of the lease asked for again. Where that does not come through, ask unasked.
  const renewing = setInterval(() => {
    if (validUntil - Date.now() < leaseMs / 2) ask();
  }, leaseMs / 6);

  const mayAnswer = (): boolean => {
    const flag = client.getBooleanDetails(`agent.${agent}.may_run`, false);
    const isUnknown = flag.errorCode !== undefined || flag.reason === 'CACHED';
    const isStale = client.providerStatus === ProviderStatus.STALE || Date.now() >= validUntil;
    if (isUnknown || isStale) return false;
    const { epoch } = flag.flagMetadata;
    if (epoch !== acknowledged) acknowledge(epoch).catch(() => {});
    return flag.value;
  };
  // While no customer asks as well, so that a stop is acknowledged.
  client.addHandler(ClientProviderEvents.ConfigurationChanged, mayAnswer);

  return {
    mayAnswer,
    stop: () => {
      stopped = true;
      clearInterval(renewing);
    },
  };
}
