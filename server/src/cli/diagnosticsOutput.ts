/** Diagnostics as the command prints them: 1-based places, JSON, text, SARIF or GitHub annotations. */
import type { Diagnostic } from '../core/ide/diagnostics';
import { LineIndex } from '../core/text/LineIndex';
import { CommandError, oneOf } from './arguments';
import type { CommandArguments } from './arguments';
import { formatOf } from './output';

export interface FileDiagnostic {
  readonly code: string;
  readonly severity: Diagnostic['severity'];
  readonly message: string;
  readonly file: string;
  readonly start: { readonly line: number; readonly column: number };
  readonly end: { readonly line: number; readonly column: number };
  readonly source: Diagnostic['source'];
}

export function located(file: string, text: string, diagnostics: readonly Diagnostic[]): readonly FileDiagnostic[] {
  const lines = new LineIndex(text);
  const position = (offset: number): FileDiagnostic['start'] => {
    const { line, column } = lines.positionAt(offset);
    return { line: line + 1, column: column + 1 };
  };
  return diagnostics.map(({ code, severity, message, range, source }) => ({
    code,
    severity,
    message,
    file,
    start: position(range.start),
    end: position(range.end),
    source,
  }));
}

/** Prints the findings; @returns the exit status that `--fail-on` asks for. */
export function printDiagnostics({ options, io }: CommandArguments, found: readonly FileDiagnostic[]): number {
  const format = formatOf(options, io);
  const failOn = oneOf('fail-on', options['fail-on'], ['error', 'warning', 'never']) ?? 'error';
  switch (format) {
    case 'json':
      io.out(`${JSON.stringify({ diagnostics: found }, null, 2)}\n`);
      break;
    case 'text':
      for (const { file, start, severity, message, code } of found)
        io.out(`${file}:${start.line}:${start.column}: ${severity}: ${message} [${code}]\n`);
      io.out(`${found.length === 0 ? 'no findings' : `${found.length} ${found.length === 1 ? 'finding' : 'findings'}`}\n`);
      break;
    case 'github':
      for (const { file, start, severity, message, code } of found)
        io.out(
          `::${severity === 'error' ? 'error' : severity === 'warning' ? 'warning' : 'notice'} file=${property(file)},line=${start.line},col=${start.column},title=${property(code)}::${data(message)}\n`,
        );
      break;
    case 'sarif':
      io.out(`${JSON.stringify(sarif(found), null, 2)}\n`);
      break;
    default:
      throw new CommandError(`--format ${format}: give one of json, text, sarif, github`);
  }
  const fails = found.some(
    ({ severity }) => failOn !== 'never' && (severity === 'error' || (failOn === 'warning' && severity === 'warning')),
  );
  return fails ? 1 : 0;
}

/** Escapes of GitHub's workflow commands. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** Static Analysis Results Interchange Format 2.1.0. */
function sarif(found: readonly FileDiagnostic[]): unknown {
  const level = { error: 'error', warning: 'warning', info: 'note', hint: 'note' } as const;
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'medallion', rules: [...new Set(found.map(({ code }) => code))].map(id => ({ id })) } },
        results: found.map(({ code, severity, message, file, start, end }) => ({
          ruleId: code,
          level: level[severity],
          message: { text: message },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: file },
                region: { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column },
              },
            },
          ],
        })),
      },
    ],
  };
}
