/** The results page's pure parts: printing, copying, filtering, summing, its state. */
import { describe, expect, test } from 'vitest';

import { cellLine, fullText } from '../../../client/webview/results/cellText';
import { clipboardText } from '../../../client/webview/results/clipboardText';
import type { CopyFormat } from '../../../client/webview/results/clipboardText';
import { binLabel, distributionSeries, firstChoice, pairSeries } from '../../../client/webview/results/chartData';
import { parseFilter, printFilter } from '../../../client/webview/results/filterText';
import { exactSum } from '../../../client/webview/results/selection';
import { activeResult, fromSaved, reduce, toSaved, uiOf } from '../../../client/webview/results/state';
import type { ResultsPage } from '../../../client/webview/results/state';
import { summary } from '../../../client/webview/results/summary';
import { trinoType } from '../../../client/webview/results/trinoType';
import { jsonTree, valueTree } from '../../../client/webview/results/valueTree';
import type { ValueNode } from '../../../client/webview/results/valueTree';
import { isResultsRequest } from '../../../server/src/protocol/results';
import type { ResultsState, WireColumn, WireResult } from '../../../server/src/protocol/results';
import type { CellValue } from '../../../server/src/protocol/webview';

describe('a value in a cell', () => {
  test.each<[string, CellValue, string]>([
    ['bigint', '9223372036854775807', '9223372036854775807'],
    ['decimal(38,2)', '99999999999999999999999999999999999.99', '99999999999999999999999999999999999.99'],
    ['double', 1, '1.0'],
    ['double', 0.1, '0.1'],
    ['double', 1e21, '1.0E21'],
    ['double', 1.5e-9, '1.5E-9'],
    ['double', 'NaN', 'NaN'],
    ['integer', 1, '1'],
    ['boolean', false, 'false'],
    ['varchar', null, 'NULL'],
    ['varchar', '', ''],
    ['varchar', 'a\r\nb\tc', 'a ↵ b ⇥ c'],
    ['varchar', '\u202Etxt.exe', '[U+202E]txt.exe'],
    ['varchar', '👩‍💻', '👩‍💻'],
    ['array(double)', [1, null], '[1.0, NULL]'],
    ['row(a bigint, "b c" varchar)', ['1', 'x'], '{a=1, b c=x}'],
    ['map(varchar, bigint)', { k: '1' }, '{k=1}'],
    ['array(row(sku varchar, qty integer))', [['x', 2]], '[{sku=x, qty=2}]'],
  ])('%s %j', (type, value, shown) => {
    expect(cellLine(value, trinoType(type))).toBe(shown);
  });

  test('a long text is cut in the cell, not in the print, and never inside a surrogate pair', () => {
    const text = `${'x'.repeat(399)}🦉${'y'.repeat(100)}`;
    expect(cellLine(text, trinoType('varchar'))).toBe(`${'x'.repeat(399)}…`);
    expect(fullText(text, trinoType('varchar'))).toBe(text);
  });
});

describe('a type', () => {
  test.each([
    ['row(x timestamp(3) with time zone, y double)', ['x', 'y']],
    ['row("from" varchar, "a ""b""" bigint)', ['from', 'a "b"']],
    ['row(bigint, varchar)', [undefined, undefined]],
    ['row(timestamp(3) with time zone, interval day to second)', [undefined, undefined]],
    ['row(a row(b array(map(varchar, bigint)), c decimal(10,2)), d date)', ['a', 'd']],
  ])('%s', (print, names) => {
    const type = trinoType(print);
    expect(type.kind === 'row' && type.fields.map(field => field.name)).toEqual(names);
  });
});

describe('copying', () => {
  const columns: readonly WireColumn[] = [
    { name: 'id', type: 'bigint' },
    { name: 'id', type: 'varchar' },
    { name: '__proto__', type: 'row(a bigint, b varchar)' },
  ];
  const rows: readonly (readonly CellValue[])[] = [
    ['9007199254740993', 'a,"b"', ['1', null]],
    [null, '', null],
    ['-1', 'tab\there|pipe\nline', ['2', '<b>']],
  ];
  test.each<[CopyFormat, string]>([
    [
      'csv',
      'id,id,__proto__\n9007199254740993,"a,""b""","{""a"": ""1"", ""b"": null}"\n,"",\n-1,"tab\there|pipe\nline","{""a"": ""2"", ""b"": ""<b>""}"',
    ],
    [
      'tsv',
      'id\tid\t__proto__\n9007199254740993\t"a,""b"""\t"{""a"": ""1"", ""b"": null}"\n\t""\t\n-1\t"tab\there|pipe\nline"\t"{""a"": ""2"", ""b"": ""<b>""}"',
    ],
    [
      'json',
      '[\n  {"id": "9007199254740993", "id_2": "a,\\"b\\"", "__proto__": {"a": "1", "b": null}},\n  {"id": null, "id_2": "", "__proto__": null},\n  {"id": "-1", "id_2": "tab\\there|pipe\\nline", "__proto__": {"a": "2", "b": "<b>"}}\n]',
    ],
    [
      'markdown',
      '| id | id | \\_\\_proto\\_\\_ |\n| ---: | --- | --- |\n| 9007199254740993 | a,"b" | {a=1, b=NULL} |\n| NULL |  | NULL |\n| -1 | tab\there\\|pipe<br>line | {a=2, b=\\<b\\>} |',
    ],
  ])('%s', (format, text) => {
    expect(clipboardText({ columns, rows }, format)).toBe(text);
  });

  test('no rows', () => {
    expect(clipboardText({ columns, rows: [] }, 'json')).toBe('[]');
    expect(clipboardText({ columns, rows: [] }, 'csv', 'noHeader')).toBe('');
  });
});

describe('the filter row', () => {
  test.each([
    ['varchar', 'abc', { operator: 'contains', value: 'abc' }],
    ['varchar', '=abc', { operator: 'equals', value: 'abc' }],
    ['varchar', '=', { operator: 'equals', value: '' }],
    ['varchar', '!abc', { operator: 'notContains', value: 'abc' }],
    ['varchar', '<>abc', { operator: 'notEquals', value: 'abc' }],
    ['varchar', 'NULL', { operator: 'isNull' }],
    ['varchar', 'not null', { operator: 'isNotNull' }],
    ['varchar', '"null"', { operator: 'contains', value: 'null' }],
    ['varchar', '">5"', { operator: 'contains', value: '>5' }],
    ['bigint', '9007199254740993', { operator: 'equals', value: '9007199254740993' }],
    ['bigint', '!5', { operator: 'notEquals', value: '5' }],
    ['decimal(10,2)', '>= 10.50', { operator: 'greaterOrEqual', value: '10.50' }],
    ['integer', '-5..10', { operator: 'between', value: '-5', upTo: '10' }],
    ['date', '2024-01-01..2024-02-01', { operator: 'between', value: '2024-01-01', upTo: '2024-02-01' }],
    ['timestamp(3)', '2024-03', { operator: 'contains', value: '2024-03' }],
    ['boolean', 'true', { operator: 'equals', value: 'true' }],
    ['varchar', '   ', undefined],
    ['integer', '>', undefined],
    ['varchar', '!', undefined],
  ])('%s: %s', (type, text, filter) => {
    expect(parseFilter(text, trinoType(type))).toEqual(filter);
  });

  test.each(['varchar', 'bigint', 'date', 'boolean'])('what is printed reads back the same (%s)', type => {
    const values = ['abc', '', 'null', '!x', '=x', '<5', '..', 'a..b', '"q"', ' space ', 'is null', 'O"Brien'];
    for (const value of values) {
      for (const operator of ['equals', 'notEquals', 'contains', 'notContains', 'less', 'greaterOrEqual', 'between'] as const) {
        const bare = type === 'bigint' || type === 'boolean';
        if (bare && (operator === 'contains' || operator === 'notContains')) continue;
        if (value === '' && operator !== 'equals' && operator !== 'notEquals') continue;
        const filter = operator === 'between' ? { operator, value, upTo: 'z' } : { operator, value };
        expect(parseFilter(printFilter(filter, trinoType(type)), trinoType(type))).toEqual(filter);
      }
    }
  });
});

describe('a sum', () => {
  test.each<[string, readonly CellValue[], string | undefined]>([
    ['bigint', ['9223372036854775807', '9223372036854775807'], '18446744073709551614'],
    ['decimal(38,2)', ['0.10', '0.2', '-0.35'], '-0.05'],
    ['integer', [1, 2, null], '3'],
    ['integer', [1], undefined],
    ['double', [0.1, 0.2], undefined],
    ['varchar', ['1', '2'], undefined],
  ])('%s %j', (type, values, sum) => {
    expect(exactSum(values.map(value => ({ value, type: trinoType(type) })))).toBe(sum);
  });
});

describe('a nested value as a tree', () => {
  const outline = (node: ValueNode): unknown =>
    node.children.length === 0 ? `${node.label}: ${node.text}` : [`${node.label}: ${node.text}`, ...node.children.map(outline)];
  test('rows by field, arrays from 1, maps by key', () => {
    const type = trinoType('row(sku varchar, sizes array(bigint), more map(varchar, double))');
    expect(outline(valueTree('item', ['x', ['1', null], { __proto__x: 1 }], type))).toEqual([
      'item: 3 fields',
      'sku: x',
      ['sizes: 2 elements', '1: 1', '2: NULL'],
      ['more: 1 entry', '__proto__x: 1.0'],
    ]);
  });
  test('JSON in text; what is no JSON is no tree', () => {
    expect(outline(jsonTree('raw', '{"a": {"b": [true, null, "x"]}, "c": []}')!)).toEqual([
      'raw: 2 entries',
      ['a: 1 entry', ['b: 3 elements', '1: true', '2: null', '3: x']],
      'c: 0 elements',
    ]);
    expect(jsonTree('raw', '{broken')).toBeUndefined();
    expect(jsonTree('raw', '42')).toBeUndefined();
  });
});

describe('a chart', () => {
  test('NULL is a gap and the value keeps its digits', () => {
    const series = pairSeries('line', { name: 'day', type: 'date' }, { name: 'n', type: 'bigint' }, [
      ['2024-01-01', '9007199254740993'],
      ['2024-01-02', null],
    ]);
    expect(series.points.map(point => point.y)).toEqual([9007199254740992, null]);
    expect(series.values).toEqual(['9007199254740993', 'NULL']);
  });
  test('what one would draw first', () => {
    expect(
      firstChoice([
        { name: 'customer_id', type: 'bigint' },
        { name: 'day', type: 'date' },
        { name: 'amount', type: 'decimal(10,2)' },
      ]),
    ).toEqual({ kind: 'line', x: 1, y: 2 });
    expect(firstChoice([{ name: 'name', type: 'varchar' }])).toEqual({ kind: 'distribution', x: 0, y: undefined });
  });
  test.each([
    ['594.8499999999999', '792.8', '594.85 – 792.8'],
    ['5', '5', '5'],
    ['2024-01-01', '2024-02-01', '2024-01-01 – 2024-02-01'],
    ['9007199254740993', '9007199254740995', '9007199254740993 – 9007199254740995'],
  ])('the bin %s to %s', (low, high, label) => {
    expect(binLabel(low, high)).toBe(label);
  });
  test('a distribution prefers the histogram', () => {
    const series = distributionSeries(
      { name: 'n', type: 'integer' },
      {
        rows: 3,
        nulls: 0,
        distinct: 2,
        distinctApproximate: false,
        histogram: [
          { low: '0', high: '5', count: 2 },
          { low: '5', high: '5', count: 1 },
        ],
      },
    );
    expect(series.labels).toEqual(['0 – 5', '5']);
  });
});

const result: WireResult = {
  resultId: 'r',
  title: 't',
  mode: 'preview',
  sql: 'select 1',
  environment: { name: 'dev', production: false },
  estimate: { bytes: { low: 11e6, likely: 12e6, high: 14e6 } },
  pinned: false,
  run: {
    kind: 'succeeded',
    columns: [],
    rows: 500,
    complete: false,
    statistics: { bytesScanned: 12_400_000, elapsedMs: 1800, price: { amount: 0.0001, currency: 'USD' } },
  },
};

describe('the header line', () => {
  const line = (change: Partial<WireResult>) =>
    summary({ ...result, ...change }, Date.parse('2026-01-01T00:00:03Z'))
      .map(part => part.text)
      .join(' · ');
  test('of a finished run', () => {
    expect(line({})).toBe('preview · 500 rows of many · 12.4 MB scanned (estimated 11.0–14.0 MB) · $0.0001 · 1.8 s');
  });
  test('what is not known is not zero', () => {
    expect(line({ run: { kind: 'succeeded', columns: [], rows: 1, complete: true, statistics: { elapsedMs: 90 } } })).toBe(
      'preview · 1 row · bytes unknown · estimated 11.0–14.0 MB · 90 ms',
    );
  });
  test('of a running one', () => {
    expect(line({ run: { kind: 'running', startedAt: '2026-01-01T00:00:00Z', rows: 0 } })).toBe(
      'preview · running 3.0 s · estimated 11.0–14.0 MB',
    );
  });
});

describe('the state', () => {
  const host: ResultsState = { results: [result, { ...result, resultId: 's' }], activeResultId: 'gone', history: [] };
  const start = reduce(fromSaved(undefined), { kind: 'message', message: { kind: 'state', state: host } });
  const saved = (page: ResultsPage): ResultsPage => fromSaved(JSON.parse(JSON.stringify(toSaved(page))));

  test('an unknown active result gives the last one', () => {
    expect(activeResult(start)?.resultId).toBe('s');
  });
  test('what the user did survives, also for an id like __proto__', () => {
    const changed = reduce(start, { kind: 'view', resultId: '__proto__', change: { search: 'x' } });
    expect(uiOf(saved(changed), '__proto__').view.search).toBe('x');
    expect(uiOf(saved(changed), 'r').view.search).toBe('');
  });
  test('a new view closes an open cell, which would show another row', () => {
    const open = reduce(start, { kind: 'change', resultId: 'r', change: { side: { kind: 'cell', row: 3, column: 1 }, topRow: 90 } });
    expect(uiOf(reduce(open, { kind: 'view', resultId: 'r', change: { search: 'x' } }), 'r')).toMatchObject({
      side: { kind: 'none' },
      topRow: 0,
    });
  });
  test('a closed result takes its state along', () => {
    const changed = reduce(start, { kind: 'change', resultId: 'r', change: { filterRow: true } });
    const closed = reduce(changed, { kind: 'message', message: { kind: 'state', state: { ...host, results: [] } } });
    expect(closed.ui.size).toBe(0);
  });
  test.each([null, 1, 'x', {}, { version: 0 }])('saved state that is not ours is a fresh page: %j', state => {
    expect(fromSaved(state).host).toBeUndefined();
  });
});

describe('messages of the page', () => {
  const view = { sort: [], filters: [], search: '' };
  test.each([
    [{ kind: 'ready' }, true],
    [{ kind: 'page', requestId: 1, resultId: 'r', view, offset: 0, limit: 200 }, true],
    [{ kind: 'page', requestId: 1, resultId: 'r', view, offset: 0, limit: 200, columns: [0, 2] }, true],
    [{ kind: 'page', requestId: 1, resultId: 'r', view, offset: -1, limit: 200 }, false],
    [{ kind: 'page', requestId: 1, resultId: 'r', view, offset: 0, limit: 1e9 }, false],
    [
      {
        kind: 'page',
        requestId: 1,
        resultId: 'r',
        view: { ...view, filters: [{ column: 0, operator: 'drop table', value: '' }] },
        offset: 0,
        limit: 1,
      },
      false,
    ],
    [
      { kind: 'page', requestId: 1, resultId: 'r', view: { ...view, sort: [{ column: '0', descending: true }] }, offset: 0, limit: 1 },
      false,
    ],
    [{ kind: 'export', requestId: 1, resultId: 'r', view, format: 'csv', target: 'file' }, true],
    [{ kind: 'export', requestId: 1, resultId: 'r', view, format: 'exe', target: 'file' }, false],
    [{ kind: 'export', requestId: 1, resultId: 'r', view, format: 'csv', target: '/etc/passwd' }, false],
    [{ kind: 'openSource', resultId: 'r', line: 1.5 }, false],
    [{ kind: 'copy' }, false],
    [{ kind: 'run', sql: 'drop table x' }, false],
    [null, false],
    ['ready', false],
  ])('%j: %s', (message, accepted) => {
    expect(isResultsRequest(message)).toBe(accepted);
  });
});
