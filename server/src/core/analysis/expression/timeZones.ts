/** Which time zones exist. Invariant: without a runtime that knows zones every well-formed name counts as one. */
const known = new Map<string, boolean>();

export function isTimeZone(name: string): boolean {
  if (/^[+-]\d{1,2}(?::?\d{1,2})?$/.test(name)) return true;
  const before = known.get(name);
  if (before !== undefined) return before;
  const exists = /^[a-z][\w+\-/]*$/i.test(name) && runtimeKnows(name.replace(/^(?:UTC|GMT|UT)(?=[+-])/, ''));
  known.set(name, exists);
  return exists;
}

function runtimeKnows(name: string): boolean {
  if (/^[+-]\d{1,2}(?::?\d{1,2})?$/.test(name)) return true;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
