import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How the server answers everything: as it should, not at all, or with an error. */
type Mood = 'well' | 'silent' | 'broken';

/** A server that speaks as much of S3 as is asked of one, and compares what it gets with its signed hash. */
export async function openBucket() {
  const objects = new Map<string, { readonly bytes: Buffer; at: Date }>();
  let mood: Mood = 'well';
  const server = createServer((request, response) => void answer(request, response));
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    if (mood === 'silent') return;
    if (mood === 'broken') return response.writeHead(500, { 'Content-Type': 'application/xml' }).end(error);
    const url = new URL(request.url ?? '/', 'http://bucket');
    const key = decodeURIComponent(url.pathname.replace('/evidence-bucket/', ''));
    const isSigned = /^AWS4-HMAC-SHA256 Credential=id\//.test(request.headers.authorization ?? '');
    if (!isSigned) return response.writeHead(403).end();
    if (request.method === 'PUT') {
      const bytes = Buffer.concat(pieces);
      const hash = await crypto.subtle.digest('SHA-256', bytes);
      if (Buffer.from(hash).toString('base64') !== request.headers['x-amz-checksum-sha256'])
        return response.writeHead(400).end();
      if (request.headers['content-length'] !== String(bytes.length)) return response.writeHead(411).end();
      objects.set(key, { bytes, at: new Date() });
      return response.writeHead(200, { ETag: '"x"' }).end();
    }
    if (request.method === 'DELETE') {
      objects.delete(key);
      return response.writeHead(204).end();
    }
    if (url.searchParams.has('list-type')) {
      const contents = [...objects].map(
        ([name, { bytes, at }]) =>
          `<Contents><Key>${name}</Key><LastModified>${at.toISOString()}</LastModified><Size>${bytes.length}</Size></Contents>`,
      );
      const text = `<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated>${contents.join('')}</ListBucketResult>`;
      return response.writeHead(200, { 'Content-Type': 'application/xml' }).end(text);
    }
    const found = objects.get(key);
    return found === undefined
      ? response.writeHead(404, { 'Content-Type': 'application/xml' }).end(error)
      : response.writeHead(200, { 'Content-Length': found.bytes.length }).end(found.bytes);
  };
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    objects,
    settings: {
      ...{ url: `http://127.0.0.1:${port}`, bucket: 'evidence-bucket', region: 'us-east-1' },
      ...{ keyId: 'id', secret: 'secret' },
    },
    be: (next: Mood) => {
      mood = next;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const error = '<?xml version="1.0"?><Error><Code>InternalError</Code><Message>Out of order</Message></Error>';
