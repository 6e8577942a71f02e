import { OFREPProvider } from '@openfeature/ofrep-provider';
import { OpenFeature } from '@openfeature/server-sdk';

/** Where filrouge is, and who asks: the key is one of role `agent`. */
type Connection = { readonly filrouge: string; readonly agent: string; readonly key: string };

/** The switch for an agent on a server: ask the answer of this before each word to a customer. */
export async function askSwitch({ filrouge, agent, key }: Connection): Promise<() => Promise<boolean>> {
  const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' };
  // The provider has no deadline: a server that takes the question and says nothing would be waited for for
  // minutes.
  const fetchImplementation: typeof fetch = (request, init) =>
    fetch(request, { ...init, signal: AbortSignal.timeout(1_000) });
  const domain = `${agent} at ${filrouge}`;
  await OpenFeature.setProviderAndWait(
    domain,
    new OFREPProvider({ baseUrl: filrouge, headers, fetchImplementation }),
  );
  const client = OpenFeature.getClient(domain);
  let acknowledged: unknown = -1;

  const acknowledge = async (epoch: unknown): Promise<void> => {
    const answer = await fetch(`${filrouge}/v1/agents/${agent}/switch/ack`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ epoch }),
      signal: AbortSignal.timeout(1_000),
    });
    if (answer.ok) acknowledged = epoch;
  };

  const mayAnswer = async (): Promise<boolean> => {
    // The default is "stopped": it is what counts whenever filrouge says nothing that can be relied on.
    const { value, flagMetadata } = await client.getBooleanDetails(`agent.${agent}.may_run`, false);
    const { epoch, validUntil } = flagMetadata;
    // Say so once what was being answered is through. What was not heard is said again with the next
    // question.
    if (epoch !== undefined && epoch !== acknowledged) acknowledge(epoch).catch(() => {});
    // Something on the way may repeat what was said before.
    return value && Date.now() < Date.parse(String(validUntil));
  };
  // While no customer asks as well: an agent that nobody hears of is out of reach, and acknowledges nothing.
  setInterval(() => void mayAnswer(), 10_000).unref();
  return mayAnswer;
}
