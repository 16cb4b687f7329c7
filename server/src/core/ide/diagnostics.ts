/**
 * All findings about one document: SQL syntax and meaning, dbt and Jinja, tags and layers. Ranges are places in the document's text.
 * Invariant: each finding is told once and at a place a person can go to; findings in generated SQL stand on the expression that generated it.
 */
import type { TextRange } from '../text/TextRange';
import type { DbtDiagnostic } from '../dbt/diagnostics';
import { isTooLarge, largestText } from '../lineage/ProjectAnalysis';
import type { Finding } from '../lineage/tagFlow';
import type { LintSeverities } from '../lint/rules';
import type { DocumentView } from './DocumentView';
import { lints } from './lints';
import type { LintInText } from './lints';

export type DiagnosticSource = 'sql' | 'jinja' | 'dbt' | 'cost' | 'tags' | 'layer';
export type Severity = 'error' | 'warning' | 'info' | 'hint';

export interface Diagnostic {
  /** Trino's errorName, or a name of ours. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly range: TextRange;
  readonly source: DiagnosticSource;
  readonly related?: readonly { readonly range: TextRange; readonly message: string }[];
}

/** Every rule at its own. */
const ownSeverities: LintSeverities = {};

/** @param dbt findings of the project about this file @param rules severities of lint rules that are not at their own */
export function diagnostics(
  view: DocumentView,
  dbt: readonly DbtDiagnostic[] = [],
  findings: readonly Finding[] = [],
  rules: LintSeverities = ownSeverities,
): readonly Diagnostic[] {
  // Where the template itself is wrong its text is only a part of the SQL: what that part lacks is no mistake of its own.
  const rendered = dbt.every(({ severity }) => severity !== 'error');
  const all = [
    ...tooLarge(view),
    ...withoutEchoes(dbt).map(ofProject),
    ...(rendered ? [...ofSql(view), ...lints(view, rules).map(ofLint)] : []),
    ...findings.map(finding => ofFinding(view, finding)),
  ];
  const seen = new Set<string>();
  return all.filter(({ code, message, range }) => {
    const key = `${code} ${range.start} ${range.end} ${message}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** The same place told by the project and again by the rendering: what the project says names the thing. */
function withoutEchoes(dbt: readonly DbtDiagnostic[]): readonly DbtDiagnostic[] {
  const named = new Set(dbt.filter(({ code }) => code !== 'JINJA_ERROR').map(({ range }) => range.start));
  return dbt.filter(({ code, range }) => code !== 'JINJA_ERROR' || ![...named].some(start => range.start <= start && start < range.end));
}

function tooLarge({ text }: DocumentView): readonly Diagnostic[] {
  if (!isTooLarge(text)) return [];
  const message = `larger than ${largestText / 1_000_000} MB: not checked, and nothing in it is completed; split it to have both`;
  return [{ code: 'FILE_TOO_LARGE', severity: 'info', message, range: { start: 0, end: Math.max(0, text.indexOf('\n')) }, source: 'sql' }];
}

function ofSql({ sql, dbt, text }: DocumentView): readonly Diagnostic[] {
  if (!sql) return [];
  const { source, statements, places } = sql;
  const found: Diagnostic[] = [];
  const add = (code: string, message: string, range: TextRange, related?: Diagnostic['related']): void => {
    const place = places.toText(range);
    if (place)
      found.push({ code, severity: 'error', message, range: place, source: 'sql', ...(related && related.length > 0 ? { related } : {}) });
  };
  for (const { code, message, start, end } of source.errors) add(code, message, { start, end });
  // A node's text is one query: what follows a semicolon would never be run.
  const [, second] = source.statements;
  if (dbt?.node !== undefined && second)
    add('SYNTAX_ERROR', 'a model is one query: remove the semicolon and what follows it', { start: second.start, end: second.end });
  source.statements.forEach((statement, at) => {
    // What does not parse is told already: its meaning would only repeat the mistake in other words.
    if (statement.errors.length > 0 && text.length > 0 && statements[at]!.errors.length > 5) return;
    for (const { code, message, start, end, related } of statements[at]!.errors) {
      const relatedPlaces = (related ?? []).flatMap(other => {
        const place = places.toText({ start: other.start + statement.start, end: other.end + statement.start });
        return place ? [{ range: place, message: other.message }] : [];
      });
      add(code, message, { start: start + statement.start, end: end + statement.start }, relatedPlaces);
    }
  });
  return found;
}

function ofLint({ rule, severity, message, range, source }: LintInText): Diagnostic {
  return { code: rule, severity, message, range, source };
}

function ofProject({ code, severity, message, range }: DbtDiagnostic): Diagnostic {
  return { code, severity, message, range, source: code.startsWith('JINJA') || code.startsWith('MACRO') ? 'jinja' : 'dbt' };
}

function ofFinding(view: DocumentView, { code, severity, message, column }: Finding): Diagnostic {
  return {
    code,
    severity,
    message,
    range: columnPlace(view, column) ?? { start: 0, end: Math.max(0, view.text.indexOf('\n')) },
    source: code === 'PHI_IN_CLIENT_FACING' ? 'tags' : 'layer',
  };
}

/** Where the document's query makes a column. */
function columnPlace({ sql }: DocumentView, column: string | undefined): TextRange | undefined {
  const statement = sql?.source.statements.at(-1);
  const output = sql?.statements.at(-1)?.columns?.find(({ name }) => name.toLowerCase() === column);
  if (!sql || !statement || output?.field.definition.kind !== 'item') return undefined;
  const { node } = output.field.definition;
  return sql.places.toText({ start: node.start + statement.start, end: node.end + statement.start });
}
