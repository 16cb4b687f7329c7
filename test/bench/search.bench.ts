/** Search over 100,000 tables with 3,000,000 columns: what the search box and the tree's filter wait for. */
import { searchCatalog } from '../../server/src/core/catalog/searchIndex';
import { largeCatalog } from '../support/largeCatalog';
import { timed } from './figures';
import type { Figure } from './figures';

export function* measure(): Generator<Figure> {
  const catalog = largeCatalog(100_000, 30);
  const start = performance.now();
  searchCatalog(catalog, 'warm');
  yield { what: 'index 100,000 tables, 3,000,000 columns', figure: `${(performance.now() - start).toFixed(0)} ms` };
  for (const query of ['invoice_history', 'inv', 'customer email', 'e', 'department=visit', 'custhist', 'zzzz']) {
    yield timed(`search ${JSON.stringify(query)}: ${searchCatalog(catalog, query).length} hits`, 20, () => searchCatalog(catalog, query));
  }
}
