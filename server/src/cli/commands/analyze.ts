/**
 * `medallion analyze [FILE…]` and `analyze --batch`: what statements read, write and return, and what is wrong with them.
 * Invariant: one answer for every file and every line of input, in their order, whatever the text.
 */
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { findProjectRoot } from '../../adapters/disk/projectFiles';
import { analyzeText } from '../../core/analysis';
import type { AnalysisContext, AnalyzedText, PrintedDiagnostic } from '../../core/analysis';
import { CommandError, oneOf } from '../arguments';
import type { CommandArguments } from '../arguments';
import { catalogOf } from '../catalogOf';
import { formatOf } from '../output';

export async function analyze(args: CommandArguments): Promise<number> {
  const root = await findProjectRoot(args.options.project ?? process.cwd());
  const catalog = await catalogOf(args, root ?? args.options.project);
  const dialect = oneOf('dialect', args.options.dialect, ['athena', 'trino']) ?? 'athena';
  const context: AnalysisContext = { catalog, session: {}, dialect };
  const worst = oneOf('fail-on', args.options['fail-on'], ['error', 'warning', 'never']) ?? 'error';
  const found = args.options.batch ? await batch(args, context) : await files(args, context);
  return worst !== 'never' && found.some(({ severity }) => severity === 'error' || severity === worst) ? 1 : 0;
}

interface BatchLine {
  readonly id?: unknown;
  readonly sql?: unknown;
  readonly catalog?: string | null;
  readonly schema?: string | null;
}

/** Answers each line as it comes, so that a long input needs no memory. @returns all diagnostics, without repeating equal severities */
async function batch({ io }: CommandArguments, context: AnalysisContext): Promise<readonly PrintedDiagnostic[]> {
  const worst = new Map<string, PrintedDiagnostic>();
  let number = 0;
  for await (const line of createInterface({ input: io.stdin, crlfDelay: Infinity })) {
    number++;
    if (line.trim() === '') continue;
    const request = batchLine(line);
    if (!request) throw new CommandError(`line ${number} of the input is not {"id": …, "sql": "…"} in JSON`);
    const { id, sql, catalog, schema } = request;
    const result = analyzeText(sql, { ...context, session: { catalog: catalog ?? undefined, schema: schema ?? undefined } });
    for (const diagnostic of result.diagnostics) worst.set(diagnostic.severity, diagnostic);
    io.out(`${JSON.stringify({ id, ...result })}\n`);
  }
  return [...worst.values()];
}

function batchLine(line: string): (BatchLine & { readonly sql: string }) | undefined {
  try {
    const value = JSON.parse(line) as BatchLine | null;
    return typeof value?.sql === 'string' ? { ...value, sql: value.sql } : undefined;
  } catch {
    return undefined;
  }
}

async function files({ positionals, options, io }: CommandArguments, context: AnalysisContext): Promise<readonly PrintedDiagnostic[]> {
  if (positionals.length === 0) throw new CommandError('medallion analyze FILE…, or analyze --batch with statements on standard input');
  const results: (AnalyzedText & { readonly file: string })[] = [];
  for (const file of positionals) results.push({ file, ...analyzeText(await textOf(file), context) });
  if (formatOf(options, io) === 'json') io.out(`${JSON.stringify(results, null, 2)}\n`);
  else for (const result of results) io.out(asText(result));
  return results.flatMap(result => result.diagnostics);
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CommandError(`${file}: cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)})`);
  }
}

function asText({ file, statements, diagnostics }: AnalyzedText & { readonly file: string }): string {
  const lines: string[] = [];
  for (const { kind, start, reads, writes, columns } of statements) {
    lines.push(`${file}:${start.line}:${start.column}  ${kind}`);
    if (reads.length > 0) lines.push(`  reads   ${reads.join(', ')}`);
    if (writes.length > 0) lines.push(`  writes  ${writes.join(', ')}`);
    const width = Math.max(0, ...(columns ?? []).map(({ name }) => name.length));
    for (const { name, type, sources } of columns ?? []) {
      lines.push(`  ${name.padEnd(width)}  ${type}${sources.length > 0 ? `  ← ${sources.join(', ')}` : ''}`);
    }
  }
  for (const { severity, code, message, start } of diagnostics)
    lines.push(`${file}:${start.line}:${start.column}  ${severity} ${code}  ${message}`);
  return lines.map(line => `${line}\n`).join('');
}
