/** Texts for the fuzz tests: random characters, soups of tokens, cut-up queries. Invariant: the same seed gives the same texts. */

/** Numbers below a bound, the same for the same seed. */
export function numbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return below => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 4294967296) * below);
  };
}

const WORDS =
  "select from where group by having order limit offset join left on using with as ( ( ( ) ) ) , , . ; * = <> + - || [ ] ? -> => case when then else end in between like is not null and or union all except values table unnest lateral exists cast array row map interval '1' day over partition rows between unbounded preceding filter match_recognize pattern define json_table columns json_object listagg within create external table partitioned stored location tblproperties alter add partition insert into update set delete merge matched show describe explain prepare execute unload vacuum function returns begin return if loop a b t x1 \"q\" `b` 'str' 1 2.5 1e3 X'00' U&'x' ' \" ` /* -- \n";
const SOUP = WORDS.split(' ');
const CHARACTERS = 'aZ_09 \n\t\r\'"`()[]{},.;:*+-/%|=<>!?@#$^&~\\é\u00a0\u3000\ufeff😀\0';

export function randomCharacters(next: (below: number) => number, length: number): string {
  const characters = Array.from(CHARACTERS);
  return Array.from({ length }, () => characters[next(characters.length)]!).join('');
}

export function tokenSoup(next: (below: number) => number, length: number): string {
  return Array.from({ length }, () => SOUP[next(SOUP.length)]!).join(' ');
}

/** Pieces of texts, put together. */
export function cutUp(next: (below: number) => number, texts: readonly string[]): string {
  let result = '';
  for (let pieces = next(4) + 1; pieces > 0; pieces--) {
    const text = texts[next(texts.length)]!;
    const from = next(text.length);
    result += text.slice(from, from + next(200));
  }
  return result;
}
