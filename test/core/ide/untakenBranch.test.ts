/** What a condition of a template leaves out is understood all the same, as if it were rendered. */
import { expect, test } from 'vitest';
import { completion } from '../../../server/src/core/ide/completion/completion';
import { viewAt } from '../../../server/src/core/ide/DocumentView';
import { hover } from '../../../server/src/core/ide/hover';
import { LayerRules } from '../../../server/src/core/catalog/layers';
import { catalogOf } from '../../support/catalog';
import { modelView } from '../../support/dbtProject';

const catalog = catalogOf('bronze.orders: id bigint, amount double | day string');
const sources = 'version: 2\nsources:\n  - name: bronze\n    tables: [{name: orders}]\n';
const head = "{{ config(materialized='incremental') }}\nselect id, amount from {{ source('bronze', 'orders') }} o\n";

test.each([
  ['an incremental filter', `${head}{% if is_incremental() %} where o.$0 {% endif %}`],
  ['a branch that is not closed yet', `${head}{% if is_incremental() %} where o.$0`],
  ['the other branch', `${head}{% if true %}where true{% else %} where o.$0{% endif %}`],
  ['a condition in a condition', `${head}{% if is_incremental() %}{% if false %} where o.$0 {% endif %}{% endif %}`],
  ['a loop over nothing', `${head}where true {% for c in [] %} and o.$0 {% endfor %}`],
])('%s', (_, marked) => {
  const offset = marked.indexOf('$0');
  const view = viewAt(modelView({ 'models/m.sql': marked.replace('$0', ''), 'models/s.yml': sources }, 'models/m.sql', catalog), offset);
  expect(completion(view, offset, catalog)?.items.map(({ label }) => label)).toEqual(['day', 'id', 'amount']);
});

test('hover knows a column there; what is rendered keeps its view', () => {
  const text = `${head}{% if is_incremental() %} where amount > 1 {% endif %}`;
  const view = modelView({ 'models/m.sql': text, 'models/s.yml': sources }, 'models/m.sql', catalog);
  const offset = text.lastIndexOf('amount') + 1;
  expect(hover(viewAt(view, offset), offset, { catalog, layerRules: new LayerRules() })?.markdown).toContain('amount double');
  expect(viewAt(view, text.indexOf('id,'))).toBe(view);
});
