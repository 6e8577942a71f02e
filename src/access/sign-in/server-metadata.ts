import * as oidc from 'openid-client';
import type { Provider } from './provider.ts';

/** How long a provider's own description is fresh; then it is asked for anew, and used on if it is down. */
const freshMs = 3_600_000;
/** Nobody asks a provider that gave no answer again before this time. */
const patienceMs = 5_000;
/** How long one request to a provider may take, in seconds. */
const timeoutSeconds = 10;

/** The clients of a provider; each is asked for its keys anew, so that keys that were changed are known. */
export type ProviderServer = { readonly client: () => Promise<oidc.Configuration> };

/**
 * The outside of the provider's own description. `allowLoopback`: plain http on this machine is taken, for
 * tests.
 */
export type ServerPorts = { readonly now: () => number; readonly allowLoopback: boolean };

/** The description of a provider, fetched when it is first needed and kept. */
export function createProviderServer(
  provider: Provider,
  { now, allowLoopback }: ServerPorts,
): ProviderServer {
  let known: { readonly metadata: oidc.ServerMetadata; readonly at: number } | undefined;
  let failed: { readonly error: unknown; readonly at: number } | undefined;
  let asking: Promise<oidc.ServerMetadata> | undefined;

  const ask = async (): Promise<oidc.ServerMetadata> => {
    try {
      const metadata = await discover(provider, allowLoopback);
      known = { metadata, at: now() };
      failed = undefined;
      return metadata;
    } catch (error) {
      failed = { error, at: now() };
      if (known === undefined) throw error;
      return known.metadata;
    } finally {
      asking = undefined;
    }
  };
  const metadata = async (): Promise<oidc.ServerMetadata> => {
    const at = now();
    if (known !== undefined && at - known.at < freshMs) return known.metadata;
    if (failed !== undefined && at - failed.at < patienceMs) {
      if (known === undefined) throw failed.error;
      return known.metadata;
    }
    asking ??= ask();
    return asking;
  };
  return { client: async () => clientOf(provider, await metadata(), allowLoopback) };
}

async function discover(provider: Provider, allowLoopback: boolean): Promise<oidc.ServerMetadata> {
  const plain = allowLoopback && isLoopbackHttp(provider.issuer);
  const found = await oidc.discovery(new URL(provider.issuer), provider.clientId, undefined, undefined, {
    timeout: timeoutSeconds,
    ...(plain && { execute: [oidc.allowInsecureRequests] }),
  });
  const metadata: oidc.ServerMetadata = { ...found.serverMetadata() };
  if (withoutSlash(metadata.issuer) !== withoutSlash(provider.issuer))
    throw new Error(`the provider calls itself ${metadata.issuer}, expected ${provider.issuer}`);
  for (const [name, value] of Object.entries(metadata)) {
    const isAddress = /_(?:endpoint|uri)$/.test(name) && typeof value === 'string';
    if (isAddress && value.startsWith('http:') && !(plain && isLoopbackHttp(value)))
      throw new Error(`${name} of the provider is ${value}, expected an address of https`);
  }
  return metadata;
}

function withoutSlash(issuer: string): string {
  return issuer.replace(/\/$/, '');
}

/** Whether an address is one of plain http on this machine. */
export function isLoopbackHttp(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === 'http:' && /^(?:127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(hostname);
}

function clientOf(
  { clientId, clientSecret }: Provider,
  metadata: oidc.ServerMetadata,
  allowLoopback: boolean,
): oidc.Configuration {
  const proof = clientSecret === undefined ? oidc.None() : authenticationOf(metadata, clientSecret);
  const client = new oidc.Configuration(metadata, clientId, clientSecret, proof);
  client.timeout = timeoutSeconds;
  // Without it the signature of what comes straight from the provider is not looked at.
  oidc.enableNonRepudiationChecks(client);
  if (allowLoopback && isLoopbackHttp(metadata.issuer)) oidc.allowInsecureRequests(client);
  return client;
}

/** As the provider takes it; what says nothing of that takes the secret in the header. */
function authenticationOf(metadata: oidc.ServerMetadata, secret: string): oidc.ClientAuth {
  const taken = metadata.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
  return taken.includes('client_secret_basic')
    ? oidc.ClientSecretBasic(secret)
    : oidc.ClientSecretPost(secret);
}
