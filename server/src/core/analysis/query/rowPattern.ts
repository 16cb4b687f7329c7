/** MATCH_RECOGNIZE and the patterns of windows. Invariant: names of pattern variables are known only inside the pattern's own expressions. */
import { walk } from '../../sql/tree';
import type * as tree from '../../sql/tree';
import type { Analyzer } from '../Analyzer';
import { requireBoolean } from '../expression/operators';
import { expressionText } from '../expression/text';
import { unionSources } from '../Analyzer';
import { matchingFields, visibleFields, type ColumnId, type Field, type RelationType } from '../scope/Field';
import { childScope, type Scope } from '../scope/Scope';
import { isComparable, isOrderable } from '../types/properties';

export function patternRecognitionRelation(a: Analyzer, node: tree.PatternRecognitionRelation, scope: Scope): RelationType {
  const input = a.relation(node.input, scope).relation;
  const errorsBefore = a.errors.length;
  const inner = childScope(scope, input, { outer: true });
  a.region(node.input.end, node.end, inner);
  const partition = node.partitionBy.flatMap(expression => inputField(a, expression, input, 'PARTITION BY') ?? []);
  if (node.rowsPerMatch === 'ALL WITH UNMATCHED' && node.pattern.pattern.kind !== 'Missing') refuseExclusion(a, node.pattern.pattern);
  const order = (node.orderBy?.items ?? []).flatMap(item => inputField(a, item.sortKey, input, 'ORDER BY') ?? []);
  const { searchMode, skipTo, start, end } = node.pattern;
  if (searchMode)
    a.error(
      'NOT_SUPPORTED',
      { start: skipTo ? skipTo.end + 1 : start, end },
      `Pattern search modifier: ${searchMode} is not allowed in MATCH_RECOGNIZE clause`,
    );
  const { measures, sources } = analyzePattern(a, node.pattern, node.measures, inner);
  a.using('pattern', () => a.countAll([...sources, ...[...partition, ...order].flatMap(f => f.sources)]));
  const used = new Set<Field>();
  const fields: Field[] = [];
  const add = (field: Field): void => {
    if (used.has(field)) return;
    used.add(field);
    fields.push(field);
  };
  // What is partitioned by twice also comes twice.
  for (const field of partition) {
    used.add(field);
    fields.push(field);
  }
  const allRows = node.rowsPerMatch !== undefined && node.rowsPerMatch !== 'ONE';
  if (allRows) order.forEach(add);
  measures.forEach(add);
  if (allRows) visibleFields(input).forEach(add);
  const open = allRows && input.open;
  if (fields.length === 0 && !open && a.errors.length === errorsBefore)
    a.error('TABLE_HAS_NO_COLUMNS', node, 'pattern recognition output table has no columns');
  return { fields, open };
}

function refuseExclusion(a: Analyzer, pattern: tree.RowPattern): void {
  walk(pattern, node => {
    if (node.kind !== 'ExcludedPattern') return undefined;
    a.error(
      'INVALID_ROW_PATTERN',
      node,
      'Pattern exclusion syntax is not allowed when ALL ROWS PER MATCH WITH UNMATCHED ROWS is specified',
    );
    return 'skip';
  });
}

interface AnalyzedPattern {
  readonly measures: readonly Field[];
  /** Columns that decide what matches. */
  readonly sources: readonly ColumnId[];
}

export function analyzePattern(
  a: Analyzer,
  node: tree.FramePattern,
  measures: readonly tree.MeasureDefinition[],
  scope: Scope,
): AnalyzedPattern {
  const variables = new Set<string>();
  if (node.pattern.kind !== 'Missing') collectVariables(a, node.pattern, variables);
  const unions = new Set<string>();
  for (const subset of node.subsets) {
    if (subset.name.kind === 'Identifier') {
      const name = subset.name.value.toLowerCase();
      if (unions.has(name)) a.error('INVALID_LABEL', subset.name, `union pattern variable name: ${name} is declared twice`);
      if (variables.has(name))
        a.error('INVALID_LABEL', subset.name, `union pattern variable name: ${name} is a duplicate of primary pattern variable name`);
      unions.add(name);
    }
    for (const variable of subset.variables)
      requireVariable(a, variable, variables, n => `subset element: ${n} is not a primary pattern variable`);
  }
  const skip = node.skipTo?.variable;
  if (skip) requireVariable(a, skip, new Set([...variables, ...unions]), n => `${n} is not a primary or union pattern variable`);
  const before = a.pattern;
  const labels = new Set([...variables, ...unions]);
  const defined: ColumnId[] = [];
  a.pattern = { labels, clause: 'definition' };
  const declared = new Set<string>();
  for (const definition of node.definitions) {
    requireVariable(a, definition.name, variables, n => `defined variable: ${n} is not a primary pattern variable`);
    const { sources } = a.sourcesOf(() =>
      requireBoolean(a, definition.expression, scope, actual => `Expression defining a label must be boolean (actual type: ${actual})`),
    );
    defined.push(...sources);
    const name = definition.name.kind === 'Identifier' ? definition.name.value.toLowerCase() : '';
    if (declared.has(name)) a.error('INVALID_LABEL', definition, `pattern variable with name: ${name} is defined twice`);
    if (name !== '') declared.add(name);
  }
  a.pattern = { labels, clause: 'measure' };
  const fields = measures.map((measure): Field => {
    const { value: type, sources } = a.sourcesOf(() => a.expression(measure.expression, scope));
    return {
      name: measure.name.kind === 'Identifier' ? measure.name.value : undefined,
      type,
      qualifier: undefined,
      hidden: false,
      sources,
      definition: { kind: 'name', node: measure },
      aliased: true,
    };
  });
  a.pattern = before;
  return { measures: fields, sources: unionSources(defined) };
}

function requireVariable(a: Analyzer, name: tree.Name, known: ReadonlySet<string>, message: (name: string) => string): void {
  if (name.kind === 'Identifier' && !known.has(name.value.toLowerCase())) a.error('INVALID_LABEL', name, message(name.value));
}

/** PARTITION BY and ORDER BY name columns of the input. */
function inputField(a: Analyzer, node: tree.Expression, input: RelationType, clause: string): Field | undefined {
  if (node.kind === 'Missing') return undefined;
  if (node.kind !== 'Identifier') {
    a.error('INVALID_COLUMN_REFERENCE', node, `Expected column reference. Actual: ${expressionText(node)}`);
    return undefined;
  }
  if (node.value === '') return undefined;
  const matches = matchingFields(input, [node.value.toLowerCase()]);
  const [field] = matches;
  if (matches.length > 1) a.error('AMBIGUOUS_NAME', node, `Column ${node.value} is ambiguous`);
  else if (!field && !input.open) a.error('COLUMN_NOT_FOUND', node, `Column ${node.value} is not present in the input relation`);
  else if (field) {
    a.fields.set(node, field);
    const fits = clause === 'ORDER BY' ? isOrderable(field.type) : isComparable(field.type);
    const what = clause === 'ORDER BY' ? 'orderable' : 'comparable';
    if (!fits)
      a.error('TYPE_MISMATCH', node, `${field.type.display} is not ${what}, and therefore cannot be used in ${clause} of MATCH_RECOGNIZE`);
  }
  return field;
}

const largestQuantifier = 2147483647;

function collectVariables(a: Analyzer, node: tree.RowPattern, variables: Set<string>): void {
  switch (node.kind) {
    case 'PatternVariable':
      if (node.name.kind === 'Identifier') variables.add(node.name.value.toLowerCase());
      return;
    case 'PatternConcatenation':
    case 'PatternAlternation':
    case 'PatternPermutation':
      for (const pattern of node.patterns) collectVariables(a, pattern, variables);
      return;
    case 'ExcludedPattern':
      collectVariables(a, node.pattern, variables);
      return;
    case 'QuantifiedPattern': {
      const quantifier = { start: node.pattern.end, end: node.end };
      if (node.atLeast > largestQuantifier)
        a.error('NUMERIC_VALUE_OUT_OF_RANGE', quantifier, `Pattern quantifier lower bound must not exceed ${largestQuantifier}`);
      else if (node.atMost !== undefined && node.atMost > largestQuantifier) {
        a.error('NUMERIC_VALUE_OUT_OF_RANGE', quantifier, `Pattern quantifier upper bound must not exceed ${largestQuantifier}`);
      } else if (node.atMost !== undefined && node.atMost < 1) {
        a.error('NUMERIC_VALUE_OUT_OF_RANGE', quantifier, 'Pattern quantifier upper bound must be greater than or equal to 1');
      } else if (node.atMost !== undefined && node.atMost < node.atLeast) {
        a.error('INVALID_RANGE', quantifier, 'Pattern quantifier lower bound must not exceed upper bound');
      }
      collectVariables(a, node.pattern, variables);
      return;
    }
    case 'EmptyPattern':
    case 'AnchorPattern':
  }
}
