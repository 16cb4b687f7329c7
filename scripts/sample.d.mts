/** Types of sample.mjs for the tests. */
export function sampleLakehouse(): string;
