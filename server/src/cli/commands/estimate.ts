/** `medallion estimate MODEL|FILE`: bytes and price of each statement with their basis; `--batch` for many statements. Starts no query. */
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { resolve } from 'node:path';
import { estimateStatement } from '../../app/Estimator';
import type { StatementEstimate } from '../../app/Estimator';
import { analyzeStatement } from '../../core/analysis/analyzeStatement';
import { viewResolver } from '../../core/plan/viewResolver';
import { total } from '../../core/scan/amount';
import type { Amount } from '../../core/scan/amount';
import { parse } from '../../core/sql/parser';
import { bytesRange, moneyRange } from '../amounts';
import { CommandError } from '../arguments';
import type { CommandArguments } from '../arguments';
import { modelNamed } from '../modelNamed';
import { formatOf } from '../output';
import { openSession } from '../session';
import type { Session } from '../session';

export async function estimate(args: CommandArguments): Promise<number> {
  const session = await openSession(args);
  if (args.options.batch) return batch(args, session);
  const [word] = args.positionals;
  if (word === undefined) throw new CommandError('name a model or a file, for example: medallion estimate fct_visits');
  const answer = await estimateSql(session, await sqlOf(session, word), {}, args.io.signal);
  const { options, io } = args;
  if (formatOf(options, io) === 'json') io.out(`${JSON.stringify(answer, null, 2)}\n`);
  else io.out(text(answer));
  const limit = options['max-price'] === undefined ? undefined : Number(options['max-price']);
  if (limit !== undefined && Number.isNaN(limit)) throw new CommandError(`--max-price ${options['max-price'] ?? ''}: give a number`);
  if (limit === undefined) return 0;
  // An unknown price cannot be promised to stay below a limit.
  return answer.total.price === null || answer.total.price.high > limit ? 1 : 0;
}

/** The SQL of a model, compiled, or of a file. */
export async function sqlOf(session: Session, word: string): Promise<string> {
  if (session.project && !word.endsWith('.sql')) {
    const node = modelNamed(session.project, word);
    const compiled = session.project.analysis.model(node.id)?.compiled;
    if (!compiled || node.kind === 'pythonModel')
      throw new CommandError(
        `${node.name} has no SQL: it is a ${node.kind === 'pythonModel' ? 'Python model, which runs on Athena for Apache Spark' : node.kind}`,
      );
    return compiled.sql;
  }
  const { project } = session;
  const ofProject = [...(project?.dbt.nodes.values() ?? [])].find(
    node => project && resolve(project.root, node.file) === resolve(word) && node.language === 'sql',
  );
  const compiled = ofProject && project?.analysis.model(ofProject.uniqueId)?.compiled;
  if (compiled) return compiled.sql;
  try {
    return await readFile(resolve(word), 'utf8');
  } catch (error) {
    throw new CommandError(`${word} cannot be read: ${(error as Error).message}`);
  }
}

export interface EstimateAnswer {
  readonly statements: readonly (Omit<StatementEstimate, 'bytes' | 'price' | 'basis'> & {
    readonly sql: string;
    readonly bytes: Amount | null;
    readonly price: Amount | null;
    readonly basis: readonly unknown[];
  })[];
  readonly total: { readonly bytes: Amount | null; readonly price: Amount | null };
  readonly currency: string;
}

export async function estimateSql(
  session: Session,
  sql: string,
  defaults: { readonly catalog?: string; readonly schema?: string },
  signal: AbortSignal,
): Promise<EstimateAnswer> {
  const { dialect, project, lake, rate } = session;
  const catalog = project?.analysis.catalog ?? session.catalog;
  const source = parse(sql, { dialect });
  const views = viewResolver(session.catalog, dialect, project?.analysis);
  const today = Math.floor(Date.now() / 86_400_000);
  const statements = [];
  for (const { node, start, end } of source.statements) {
    const analysis = analyzeStatement(node, { catalog, session: defaults, dialect });
    const found = await estimateStatement(lake, { node, analysis, catalog: session.catalog, views, rate, today }, signal);
    statements.push({
      sql: sql.slice(start, end),
      kind: found.kind,
      bytes: found.bytes ?? null,
      price: found.price ?? null,
      basis: found.basis.map(table => ({ ...table, bytes: table.bytes ?? null })),
    });
  }
  const sum = (amounts: readonly (Amount | null)[]): Amount | null => total(amounts.map(amount => amount ?? undefined)) ?? null;
  return {
    statements,
    total: { bytes: sum(statements.map(s => s.bytes)), price: sum(statements.map(s => s.price)) },
    currency: rate.currency,
  };
}

interface BatchLine {
  readonly id: unknown;
  readonly sql: string;
  readonly catalog?: string;
  readonly schema?: string;
}

function batchLine(line: string, number: number): BatchLine {
  try {
    const value = JSON.parse(line) as BatchLine | null;
    if (typeof value?.sql === 'string') return value;
  } catch {
    // What a person needs is said below.
  }
  throw new CommandError(`standard input, line ${number}: not a JSON object with a "sql"`);
}

async function batch({ io }: CommandArguments, session: Session): Promise<number> {
  let number = 0;
  for await (const line of createInterface({ input: io.stdin })) {
    if (line.trim() === '') continue;
    const request = batchLine(line, ++number);
    const { id, sql, catalog, schema } = request;
    const { statements, total: sum } = await estimateSql(
      session,
      sql,
      { ...(catalog ? { catalog } : {}), ...(schema ? { schema } : {}) },
      io.signal,
    );
    io.out(`${JSON.stringify({ id, statements, total: sum })}\n`);
  }
  return 0;
}

function text({ statements, total: sum, currency }: EstimateAnswer): string {
  const lines: string[] = [];
  for (const { kind, bytes, price, basis } of statements) {
    lines.push(`${kind}  ${bytesRange(bytes)}  ${moneyRange(price, currency)}`);
    for (const entry of basis as readonly {
      table: string;
      bytes: Amount | null;
      method: string;
      files: number;
      partitions: number;
      partitionsInAll: number;
      columns: readonly string[];
      notes: readonly string[];
    }[]) {
      const partitions = entry.partitionsInAll > 0 ? `, ${entry.partitions} of ${entry.partitionsInAll} partitions` : '';
      lines.push(
        `  ${entry.table.padEnd(36)} ${bytesRange(entry.bytes).padEnd(14)} ${entry.files} files${partitions}, ${entry.columns.length} columns, ${entry.method}${entry.notes.map(note => `; ${note}`).join('')}`,
      );
    }
  }
  if (statements.length > 1) lines.push(`total  ${bytesRange(sum.bytes)}  ${moneyRange(sum.price, currency)}`);
  return `${lines.join('\n')}\n`;
}
