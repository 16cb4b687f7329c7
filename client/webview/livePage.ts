/**
 * A page's state while it lives: actions go through its reducer.
 * Invariant: actions of one turn are saved and drawn once; an action that changes nothing does neither.
 */
export class LivePage<Page, Action> {
  readonly #reduce: (page: Page, action: Action) => Page;
  readonly #changed: (page: Page) => void;
  #page: Page;
  #scheduled = false;

  /** `changed` saves and draws. */
  constructor(first: Page, reduce: (page: Page, action: Action) => Page, changed: (page: Page) => void) {
    this.#page = first;
    this.#reduce = reduce;
    this.#changed = changed;
  }

  get current(): Page {
    return this.#page;
  }

  readonly dispatch = (action: Action): void => {
    const next = this.#reduce(this.#page, action);
    if (next === this.#page) return;
    this.#page = next;
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#changed(this.#page);
    });
  };
}
