/** Hostile things by the names under which a report tells of them. */
export type Named<T> = Readonly<Record<string, T>>;

/** Texts that programs, spreadsheets, phones and attackers send. */
export const texts: Named<string> = {
  empty: '',
  'one space': ' ',
  'half an emoji': 'stop \ud83d',
  'the other half': '\ude00x',
  NUL: 'a\0b',
  'control characters': 'a\u0001\u001b[31m\u007f',
  'line feeds': 'a\r\nX-Evil: 1\n\n',
  'right to left': '\u202etxt.exe\u2066 שלום مرحبا',
  'byte order mark': '\ufeffa',
  'many accents': `e${'\u0301'.repeat(500)}`,
  '10 kB': 'x'.repeat(10_000),
  '10 kB of emoji': '😀'.repeat(2_500),
  'a path': '../../../../etc/passwd',
  'an SQL end': "'; DROP TABLE cells; --",
  markup: '<script>alert(1)</script>',
  __proto__: '__proto__',
  constructor: 'constructor',
  'per cent': '%s%n%00%',
  'a number below 0': '-1',
  'minus zero': '-0',
  'a fraction': '0.5',
  'an exponent': '1e308',
  'above any number': '1e999',
  'above int4': '2147483648',
  'above int8': '9223372036854775808',
  'above 2^53': '9007199254740993',
  'thirty nines': '9'.repeat(30),
  hexadecimal: '0x10',
  'Arabic digits': '١٢',
  NaN: 'NaN',
  null: 'null',
  'a day that is not': '2026-02-30',
  'a month that is not': '2026-13-01T00:00:00Z',
  'the zero day': '0000-00-00T00:00:00Z',
  'the year 1': '0001-01-01T00:00:00Z',
  'the last year': '9999-12-31T23:59:59.999Z',
  'a year of six digits': '+275760-09-13T00:00:00Z',
  'a year before': '-271821-04-20T00:00:00Z',
  'second 60': '2026-06-30T23:59:60Z',
  'an offset of 99 h': '2026-06-05T08:00:00+99:00',
  'a duration too long': '99999999999999999d',
  'a duration of nothing': '0s',
  'a negative duration': '-5m',
  'a cursor of base64': 'eyJpZCI6MX0=',
};

const numbers: Named<string> = {
  0: '0',
  '-0': '-0',
  '-1': '-1',
  '0.5': '0.5',
  '2^31': '2147483648',
  '-2^31 - 1': '-2147483649',
  '2^53 + 1': '9007199254740993',
  '2^63': '9223372036854775808',
  '1e308': '1e308',
  '-1e308': '-1e308',
  '5e-324': '5e-324',
  '1e999': '1e999',
};

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

/** What a place of a JSON body may hold, as JSON. */
export const values: Named<string> = {
  ...Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, JSON.stringify(text)])),
  ...Object.fromEntries(Object.entries(numbers).map(([name, number]) => [`the number ${name}`, number])),
  'no value': 'null',
  true: 'true',
  'an empty list': '[]',
  'an empty object': '{}',
  'a list of none': '[null]',
  'a list of halves': '["\\ud83d", "a\\u0000"]',
  '20 000 items': `[${'0,'.repeat(19_999)}0]`,
  'a nest of 1 000': nested(1_000),
  'keys of the language': '{"__proto__": {"a": 1}, "constructor": {}, "toString": 1}',
  'a key with NUL': '{"a\\u0000": "x"}',
  'a key with half an emoji': '{"\\ud83d": "x"}',
  'an empty key': '{"": ""}',
};

/** Whole bodies. */
export const bodies: Named<string | Buffer> = {
  nothing: '',
  'a word': 'hello',
  null: 'null',
  'a list': '[]',
  'a text': '"x"',
  'an open brace': '{',
  'a nest of 200 000': nested(200_000),
  'an object nest of 50 000': `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`,
  'the same key twice': '{"reason":"a","reason":1}',
  'not UTF-8': Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
  'a byte order mark': '\ufeff{}',
  'UTF-16': Buffer.from('{"reason":"x"}', 'utf16le'),
  'bytes of snappy': Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f, 0x00]),
  'a protobuf that ends early': Buffer.from([0x0a, 0xff, 0x01, 0x0a]),
};

/** Parts of an address as they are sent, also those that `encodeURIComponent` would never write. */
export const encoded: Named<string> = {
  ...Object.fromEntries(
    Object.entries(texts)
      .filter(([, text]) => text.isWellFormed())
      // Node's parser itself refuses the whole head of a request above 16 kB.
      .map(([name, text]) => [name, encodeURIComponent(text).slice(0, 6_000)]),
  ),
  'half an emoji, as bytes': '%ED%A0%BD',
  'bytes that are no text': '%FF%FE',
  'a per cent alone': '%',
  'a per cent of nothing': '%zz',
  'a slash': 'a%2Fb',
  'two dots': '..',
  'two dots, encoded': '%2e%2e',
  'encoded twice': '%2500',
  'a semicolon': 'a;b=c',
};

/** Headers that a route may look at. Names stand for themselves; a value is sent byte for byte. */
export const headers: Named<Readonly<Record<string, string>>> = {
  'a body of another kind': { 'Content-Type': 'text/plain' },
  'a body of a kind that is none': { 'Content-Type': '/;;=\xff' },
  'another charset': { 'Content-Type': 'application/json; charset=utf-16' },
  'a form': { 'Content-Type': 'application/x-www-form-urlencoded' },
  'a form of parts without a boundary': { 'Content-Type': 'multipart/form-data' },
  'gzip that is none': { 'Content-Encoding': 'gzip' },
  'snappy that is none': { 'Content-Type': 'application/x-protobuf', 'Content-Encoding': 'snappy' },
  'an ETag that is none': { 'If-None-Match': '"\xff, W/' },
  'an odd Accept': { Accept: ';q=9,*/*/*,\xff' },
  'an odd language': { 'Accept-Language': '*-*-;q=x,\xe9,fr_' },
  'an odd encoding': { 'Accept-Encoding': 'gzip;q=2,br;q=-1,\xff' },
  'an odd cookie': { Cookie: 'a=%;=;\xff="; filrouge=%00' },
  'a request id of 8 kB': { 'X-Request-Id': 'x'.repeat(8_000) },
  'an odd request id': { 'X-Request-Id': '\xff{}' },
  'an odd forwarder': { 'X-Forwarded-For': '::ffff:999.1.1.1, \xff', Forwarded: 'for="' },
  'an odd last event': { 'Last-Event-Id': '-1e999' },
  'a range': { Range: 'bytes=9999-1' },
  'an odd origin': { Origin: 'null', 'Sec-Fetch-Site': 'cross-site' },
  'another version of remote write': { 'X-Prometheus-Remote-Write-Version': '\xff' },
  'no key': { Authorization: '' },
  'an odd key': { Authorization: 'Bearer \xff\xfe fr_' },
};
