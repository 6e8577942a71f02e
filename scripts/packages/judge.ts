/** What came of a check: all is well, nobody answered, or something is wrong. */
export type Verdict = { readonly kind: 'fine' | 'unreachable' | 'bad'; readonly says: string };

type Named = { readonly name?: string; readonly version?: string };

/** What `npm audit signatures --json` has said. */
export function judgeSignatures(stdout: string, stderr: string): Verdict {
  const told = parsed<{ invalid?: Named[]; missing?: Named[] }>(stdout);
  const { invalid, missing } = told ?? {};
  if (invalid === undefined || missing === undefined) return withoutAnswer(stdout, stderr);
  const wrong = [
    ...invalid.map((one) => `${nameOf(one)} has a signature that is not right`),
    ...missing.map((one) => `${nameOf(one)} has none`),
  ];
  if (wrong.length === 0) return { kind: 'fine', says: 'every package is as its registry signed it' };
  return { kind: 'bad', says: wrong.join('; ') };
}

/** What `npm audit --json` has said. High and critical holes of what is shipped count; others are told. */
export function judgeAudit(stdout: string, stderr: string): Verdict {
  type Report = {
    metadata?: { vulnerabilities?: Record<string, number> };
    vulnerabilities?: Record<string, Named>;
  };
  const told = parsed<Report>(stdout);
  const counts = told?.metadata?.vulnerabilities;
  if (counts === undefined) return withoutAnswer(stdout, stderr);
  const { high = 0, critical = 0, total = 0 } = counts;
  const names = Object.keys(told?.vulnerabilities ?? {}).join(', ');
  if (high + critical > 0) return { kind: 'bad', says: `${high} high, ${critical} critical: ${names}` };
  return { kind: 'fine', says: total === 0 ? 'none' : `${total}, none of them high: ${names}` };
}

const unreachable =
  /ENOTFOUND|ECONN|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|EPROTO|CERT|ENOAUDIT|audit endpoint returned an error|FETCH_ERROR|\b(?:405|407|408|429|5\d\d)\b/;

/** An answer that nobody understands must not pass for a good one. */
function withoutAnswer(stdout: string, stderr: string): Verdict {
  const said = `${stderr}\n${stdout}`.trim();
  const line = said.split('\n').find((one) => unreachable.test(one));
  if (line !== undefined) return { kind: 'unreachable', says: line.trim().slice(0, 200) };
  if (said === '') return { kind: 'unreachable', says: 'npm said nothing within its time' };
  return { kind: 'bad', says: `npm said something else than was expected: ${said.slice(0, 300)}` };
}

function nameOf({ name = 'a package', version }: Named): string {
  return version === undefined ? name : `${name}@${version}`;
}

function parsed<T>(text: string): T | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
