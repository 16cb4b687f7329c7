/**
 * The page's only way out: typed messages to the extension, answers matched to their requests, and the state that survives a hidden panel.
 * Invariant: nothing else in the webviews calls `postMessage`, `getState` or `setState`.
 */
import type { WireFailure } from '../../server/src/protocol/webview';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

interface Numbered {
  readonly requestId: number;
}
interface Refused {
  readonly kind: 'refused';
  readonly requestId?: number;
  readonly failure: WireFailure;
}
type WithoutNumber<T> = T extends Numbered ? Omit<T, 'requestId'> : never;
export type Answer<Message extends { readonly kind: string }, Kind extends string> = Extract<Message, { readonly kind: Kind }> | Refused;

export interface Host<Request, Message extends { readonly kind: string }> {
  post(request: Exclude<Request, Numbered>): void;
  /** Sends a request and resolves with the answer of that kind, or with the refusal; never rejects. */
  ask<Kind extends Message['kind']>(kind: Kind, request: WithoutNumber<Request>): Promise<Answer<Message, Kind>>;
  saved(): unknown;
  save(state: unknown): void;
}

/** Connects the page; `listen` gets every message that is not the answer to a request. */
export function connect<Request, Message extends { readonly kind: string }>(listen: (message: Message) => void): Host<Request, Message> {
  const api = acquireVsCodeApi();
  const waiting = new Map<number, (message: never) => void>();
  let lastId = 0;
  window.addEventListener('message', (event: MessageEvent<Message & Partial<Numbered>>) => {
    const message = event.data;
    const resolve = message.requestId === undefined ? undefined : waiting.get(message.requestId);
    if (resolve && message.requestId !== undefined) {
      waiting.delete(message.requestId);
      resolve(message as never);
    } else if (message.requestId === undefined) {
      listen(message);
    }
  });
  return {
    post: request => api.postMessage(request),
    ask: (_kind, request) =>
      new Promise(resolve => {
        const requestId = ++lastId;
        waiting.set(requestId, resolve);
        api.postMessage({ ...request, requestId });
      }),
    saved: () => api.getState(),
    save: state => api.setState(state),
  };
}

/** Address and nonce of the running script, for parts that are loaded when first needed. Read while the script runs: later it is gone. */
export interface Origin {
  readonly base: string;
  readonly nonce: string;
}

export function originOf(script: Document['currentScript']): Origin {
  if (!(script instanceof HTMLScriptElement)) return { base: '', nonce: '' };
  return { base: script.src.slice(0, script.src.lastIndexOf('/') + 1), nonce: script.nonce };
}

const loading = new Map<string, Promise<boolean>>();

/** Loads a sibling bundle once; false where it could not be loaded. */
export function loadPart(origin: Origin, file: string): Promise<boolean> {
  let part = loading.get(file);
  if (!part) {
    part = new Promise(resolve => {
      const script = document.createElement('script');
      script.nonce = origin.nonce;
      script.src = origin.base + file;
      script.onload = () => resolve(true);
      script.onerror = () => resolve(false);
      document.head.append(script);
    });
    loading.set(file, part);
  }
  return part;
}
