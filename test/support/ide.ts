/** Fixtures of editor features: the catalog as lines, then the text with `$0` at the cursor. */
import type { CatalogSnapshot } from '../../server/src/core/catalog/CatalogSnapshot';
import { completion } from '../../server/src/core/ide/completion/completion';
import { sqlView } from '../../server/src/core/ide/DocumentView';
import type { DocumentView } from '../../server/src/core/ide/DocumentView';
import type { Edit } from '../../server/src/core/ide/rename';
import { allRules } from '../../server/src/core/lint/rules';
import type { LintSeverities } from '../../server/src/core/lint/rules';
import { catalogOf } from './catalog';

export interface Fixture {
  readonly view: DocumentView;
  readonly offset: number;
  readonly catalog: CatalogSnapshot;
}

export function fixture(tables: readonly string[], marked: string): Fixture {
  const offset = marked.indexOf('$0');
  const text = marked.replace('$0', '');
  const catalog = catalogOf(...tables);
  return { view: sqlView(text, { catalog, session: {}, dialect: 'athena' }), offset, catalog };
}

/** A text with edits made in it. */
export function edited(text: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort((a, b) => b.range.start - a.range.start)
    .reduce((done, { range, newText }) => done.slice(0, range.start) + newText + done.slice(range.end), text);
}

/** Every rule off, for what is not about them. */
export const noLints: LintSeverities = Object.fromEntries(allRules.map(({ name }) => [name, 'off']));

/** Labels offered at the cursor, most likely first; functions and keywords left out unless asked for. */
export function offered(
  tables: readonly string[],
  marked: string,
  kinds: readonly string[] = ['column', 'partitionKey', 'rowField', 'cte', 'alias', 'table', 'view', 'database', 'name'],
): readonly string[] {
  const { view, offset, catalog } = fixture(tables, marked);
  return (completion(view, offset, catalog)?.items ?? []).filter(({ kind }) => kinds.includes(kind)).map(({ label }) => label);
}
