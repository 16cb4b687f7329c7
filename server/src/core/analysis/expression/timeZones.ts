/** Which time zones exist. Invariant: without a runtime that knows zones every well-formed name counts as one. */
const known = new Map<string, boolean>();

/** `unsupported`: a zone of Java's that Trino has no number for, such as an offset of more than 14 hours. */
export function timeZone(name: string): 'known' | 'unknown' | 'unsupported' {
  const offset = /^(UTC|GMT|UT)?([+-])(\d{1,2}|\d\d:[0-5]\d|\d\d[0-5]\d)$/.exec(name);
  if (offset) {
    const [, prefix, , digits = ''] = offset;
    const [hours, minutes] = [Number(digits.slice(0, 2)), Number(digits.slice(2).replace(':', ''))];
    if (prefix && /^\d{4}$/.test(digits)) return 'unsupported';
    return hours * 60 + minutes <= 14 * 60 ? 'known' : 'unsupported';
  }
  return isRegion(name) ? 'known' : 'unknown';
}

/** Java's regions: their case counts, and of abbreviations there are few. */
const ABBREVIATIONS: ReadonlySet<string> = new Set(['CET', 'EET', 'GMT', 'MET', 'PRC', 'ROC', 'ROK', 'UCT', 'UT', 'UTC', 'WET', 'Z']);

function isRegion(name: string): boolean {
  if (/^[A-Z]{1,3}$/.test(name)) return ABBREVIATIONS.has(name);
  if (!/^[A-Z][\w+-]*(?:\/[A-Z][\w+-]*)*$/.test(name)) return false;
  const before = known.get(name);
  if (before !== undefined) return before;
  const exists = runtimeKnows(name);
  known.set(name, exists);
  return exists;
}

function runtimeKnows(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
