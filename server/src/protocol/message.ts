/**
 * Names of requests and notifications, each carrying the types of what it sends and gets.
 * Invariant: protocol files hold plain JSON types only and import nothing outside this folder; URIs are strings, places are LSP's (0-based, UTF-16).
 */

/** A request's method; the types live only in the compiler. */
export interface RequestName<Params, Answer> {
  readonly method: string;
  readonly types?: (params: Params) => Answer;
}

export interface NotificationName<Params> {
  readonly method: string;
  readonly types?: (params: Params) => void;
}

export const request = <Params, Answer>(method: string): RequestName<Params, Answer> => ({ method });
export const notification = <Params>(method: string): NotificationName<Params> => ({ method });

export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export interface DocumentPosition {
  readonly uri: string;
  readonly position: Position;
}

export interface Location {
  readonly uri: string;
  readonly range: Range;
}

/** An answer that could not be given: one sentence for a person with the remedy in it, and the raw words for "details". */
export interface Refusal {
  readonly kind: 'refused';
  readonly message: string;
  readonly details?: string;
}
