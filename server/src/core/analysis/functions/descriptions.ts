/** What functions do, for people. Invariant: own words, one sentence or two; a name without an entry has no description. */
export const functionDescriptions: Readonly<Record<string, string>> = {};
