import type { RequestListener, Server } from 'node:http';
import type { Socket } from 'node:net';

/** Requests begin one after the other for so long; then everything else has its turn. */
const turnMs = 5;

/** A connection may have so many requests waiting. What comes behind them is not read yet. */
const mostWaiting = 32;

/** A connection that sends so much ahead of its answers is no client of ours. */
const mostUnreadBytes = 1_048_576;

/** Node reads up to 64 KiB at once, and begins every request in it at once: thousands. */
const sliceBytes = 4_096;

/** A connection, its requests that have not begun, and what it sent behind them. */
type Line = {
  readonly socket: Socket;
  readonly parse: (bytes: Buffer) => void;
  readonly waiting: (() => void)[];
  isAnswering: boolean;
  isParsing: boolean;
  /** Nothing more is read from it until what was read is parsed. The server has its own pauses. */
  isHeld: boolean;
  unread: Buffer;
};

/**
 * Lets a server answer so that its clients do not hold the event loop. A connection has one request at a time
 * answered, as HTTP answers them in their order anyway, and has a bounded number waiting; the requests of all
 * connections begin one after the other, with a turn for everything else after some milliseconds.
 */
export function answerInTurns(server: Server, answer: RequestListener): void {
  const lines = new WeakMap<Socket, Line>();
  const begin = createTurns();
  const next = (line: Line): void => {
    if (line.isAnswering) return;
    const start = line.waiting.shift();
    if (start === undefined) return;
    line.isAnswering = true;
    begin(start);
  };
  server.on('connection', (socket) => {
    const line = lineOf(socket);
    lines.set(socket, line);
    socket.removeAllListeners('data');
    socket.on('data', (bytes: Buffer) => take(line, bytes));
    socket.on('drain', () => parseOn(line));
  });
  server.on('request', (request, response) => {
    const line = lines.get(request.socket);
    if (line === undefined) return answer(request, response);
    line.waiting.push(() => {
      if (!line.socket.destroyed) answer(request, response);
    });
    response.once('close', () => {
      line.isAnswering = false;
      next(line);
      parseOn(line);
    });
    next(line);
  });
}

/** A connection's line: the server's own readers of the socket, to be called with one slice at a time. */
function lineOf(socket: Socket): Line {
  const readers = socket.listeners('data');
  const parse = (bytes: Buffer): void => {
    for (const reader of readers) reader.call(socket, bytes);
  };
  const idle = { isAnswering: false, isParsing: false, isHeld: false };
  return { socket, parse, waiting: [], ...idle, unread: Buffer.alloc(0) };
}

function take(line: Line, bytes: Buffer): void {
  line.unread = line.unread.length === 0 ? bytes : Buffer.concat([line.unread, bytes]);
  parseOn(line);
  if (line.unread.length === 0) return;
  line.isHeld = true;
  line.socket.pause();
  if (line.unread.length > mostUnreadBytes) line.socket.destroy();
}

/** Has the server read on, as long as the connection takes its answers and few of its requests wait. */
function parseOn(line: Line): void {
  const { socket, waiting } = line;
  if (line.isParsing || line.unread.length === 0) return;
  line.isParsing = true;
  while (
    line.unread.length > 0 &&
    waiting.length < mostWaiting &&
    !socket.writableNeedDrain &&
    !socket.destroyed
  ) {
    const slice = line.unread.subarray(0, sliceBytes);
    line.unread = line.unread.subarray(sliceBytes);
    line.parse(slice);
  }
  line.isParsing = false;
  if (!line.isHeld || line.unread.length > 0) return;
  line.isHeld = false;
  socket.resume();
}

/** Starts work at once while the current turn lasts; later work waits in line, one start a turn. */
function createTurns(): (start: () => void) => void {
  const waiting: (() => void)[] = [];
  let turnBegan: number | undefined;
  const openTurn = (): void => {
    turnBegan = performance.now();
    setImmediate(closeTurn);
  };
  const closeTurn = (): void => {
    turnBegan = undefined;
    const start = waiting.shift();
    if (start === undefined) return;
    openTurn();
    start();
  };
  return (start) => {
    if (turnBegan === undefined) openTurn();
    else if (waiting.length > 0 || performance.now() - turnBegan > turnMs) {
      waiting.push(start);
      return;
    }
    start();
  };
}
