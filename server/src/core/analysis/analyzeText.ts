/** A text analysed for printing: what the command `analyze` says of it. Invariant: statements and diagnostics come in the order of the text. */
import { parse } from '../sql/parser';
import { LineIndex, type LinePosition } from '../text/LineIndex';
import { analyzeStatement } from './analyzeStatement';
import type { AnalysisContext } from './Analyzer';
import { printType } from './types/printType';

/** 1-based; the column in UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface PrintedStatement {
  readonly kind: string;
  readonly start: Position;
  readonly end: Position;
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  readonly columns: readonly { readonly name: string; readonly type: string; readonly sources: readonly string[] }[] | null;
}

export interface PrintedDiagnostic {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info' | 'hint';
  readonly message: string;
  readonly start: Position;
  readonly end: Position;
  readonly source: 'sql';
}

export interface AnalyzedText {
  readonly statements: readonly PrintedStatement[];
  readonly diagnostics: readonly PrintedDiagnostic[];
}

export function analyzeText(text: string, context: AnalysisContext): AnalyzedText {
  const source = parse(text, { dialect: context.dialect });
  const lines = new LineIndex(text);
  const at = (offset: number): Position => oneBased(lines.positionAt(offset));
  const diagnostics = source.errors.map((error): { readonly offset: number; readonly diagnostic: PrintedDiagnostic } => ({
    offset: error.start,
    diagnostic: {
      code: error.code,
      severity: 'error',
      message: error.message,
      start: at(error.start),
      end: at(error.end),
      source: 'sql',
    },
  }));
  const statements = source.statements.map(({ node, start, end, errors }): PrintedStatement => {
    const analysis = analyzeStatement(node, context);
    // What is wrong in meaning is told once the statement can be read.
    for (const error of errors.length > 0 ? [] : analysis.errors) {
      diagnostics.push({
        offset: start + error.start,
        diagnostic: {
          code: error.code,
          severity: 'error',
          message: error.message,
          start: at(start + error.start),
          end: at(start + error.end),
          source: 'sql',
        },
      });
    }
    return {
      kind: node.kind,
      start: at(start),
      end: at(end),
      reads: analysis.reads.map(name => name.key),
      writes: analysis.writes.map(name => name.key),
      columns:
        analysis.columns?.map(({ name, type, sources }) => ({ name, type: printType(type), sources: sources.map(s => s.key) })) ?? null,
    };
  });
  diagnostics.sort((a, b) => a.offset - b.offset);
  return { statements, diagnostics: diagnostics.map(({ diagnostic }) => diagnostic) };
}

function oneBased({ line, column }: LinePosition): Position {
  return { line: line + 1, column: column + 1 };
}
