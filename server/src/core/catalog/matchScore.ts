/** How well a word matches a name: the one ranking that search and completion share. Both texts are lower case. */

/**
 * @returns 0 (no match) to 1 (equal). Above 0.6: the name or one of its words starts with it; above 0.3: it stands somewhere inside;
 * below: `fuzzy`, its letters occur in order, the first one at the start of a word of the name.
 */
export function matchScore(name: string, word: string, fuzzy: boolean): number {
  if (word.length > name.length) return 0;
  const at = name.indexOf(word);
  // Shorter names are nearer to what was typed.
  const closeness = word.length / name.length;
  if (at === 0) return word.length === name.length ? 1 : 0.8 + 0.15 * closeness;
  if (at > 0) return boundaryBefore(name, word, at) ? 0.6 + 0.15 * closeness : 0.3 + 0.15 * closeness;
  return fuzzy ? subsequenceScore(name, word) : 0;
}

/** Whether some occurrence of `word` starts a word of the name. */
function boundaryBefore(name: string, word: string, first: number): boolean {
  for (let at = first; at >= 0; at = name.indexOf(word, at + 1)) if (startsWord(name, at)) return true;
  return false;
}

/** Starts of words (`custord` for customer_orders) count more than letters left out anywhere (`cstmr`). */
function subsequenceScore(name: string, word: string): number {
  const closeness = word.length / name.length;
  for (let start = 0; start <= name.length - word.length; start++) {
    if (name[start] !== word[0] || !startsWord(name, start)) continue;
    if (followsWordStarts(name, start + 1, word, 1)) return 0.15 + 0.15 * closeness;
    let matched = 1;
    for (let at = start + 1; at < name.length && matched < word.length; at++) if (name[at] === word[matched]) matched++;
    if (matched === word.length) return 0.02 + 0.1 * closeness;
  }
  return 0;
}

/** Whether the rest of `word` runs on in the name, or goes on at the start of a later word of it. */
function followsWordStarts(name: string, at: number, word: string, matched: number): boolean {
  if (matched === word.length) return true;
  if (name[at] === word[matched] && followsWordStarts(name, at + 1, word, matched + 1)) return true;
  for (let next = at; next < name.length; next++)
    if (startsWord(name, next) && name[next] === word[matched] && followsWordStarts(name, next + 1, word, matched + 1)) return true;
  return false;
}

function startsWord(name: string, at: number): boolean {
  return at === 0 || !isWordCharacter(name.charCodeAt(at - 1));
}

/** Letters and digits; `_`, `-`, `$` and blanks part the words of a name. */
function isWordCharacter(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 97 && code <= 122) || code > 127;
}
