/**
 * Descriptions of schema YAML with the docs blocks they name: `{{ doc('orders') }}` becomes the block's text.
 * Invariant: what cannot be rendered keeps its own text; entries that name no docs stay the same objects.
 */
import type { TextRange } from '../../text/TextRange';
import type { DbtDiagnostic } from '../diagnostics';
import { render } from '../jinja/render';
import { PyFunction } from '../jinja/values/callable';
import { raiseDbt } from '../jinja/values/exception';
import { str } from '../jinja/values/object';
import type { DocBlock } from './nodes';
import { hasJinja } from './renderYaml';
import type { ColumnEntry, NodeEntry, SchemaEntries, SourceEntry, SourceTableEntry } from './schemaFile';
import type { SourceFile } from './sourceFile';

/** Which docs a file's descriptions see: those of the root project first, then of the file's own package, then any. */
interface DocsInSight {
  readonly docs: ReadonlyMap<string, DocBlock>;
  readonly root: string;
  readonly packageName: string;
}

type Asked = ReadonlyMap<string, { readonly name: string; readonly packageName: string | undefined; readonly text: string | undefined }>;

const known = new WeakMap<SchemaEntries, { readonly asked: Asked; readonly described: SchemaEntries }>();

/** Made anew only when a block that the file names has another text. */
export function describedEntries(file: SourceFile, entries: SchemaEntries, sight: DocsInSight): SchemaEntries {
  if (!/\{[{%#]/.test(file.text)) return entries;
  const before = known.get(entries);
  if (before && [...before.asked.values()].every(({ name, packageName, text }) => findDoc(sight, name, packageName) === text))
    return before.described;
  const describer = new Describer(file, sight);
  const nodes = entries.nodes.map(entry => describer.node(entry));
  const tables = entries.tables.map(entry => describer.table(entry));
  const same = nodes.every((node, at) => node === entries.nodes[at]) && tables.every((table, at) => table === entries.tables[at]);
  const described = same ? entries : { ...entries, nodes, tables, diagnostics: [...entries.diagnostics, ...describer.diagnostics] };
  known.set(entries, { asked: describer.asked, described });
  return described;
}

function findDoc({ docs, root, packageName: own }: DocsInSight, name: string, packageName: string | undefined): string | undefined {
  const named = (owner: string): string | undefined => docs.get(`doc.${owner}.${name}`)?.contents;
  if (packageName !== undefined) return named(packageName);
  return named(root) ?? named(own) ?? [...docs.values()].find(block => block.name === name)?.contents;
}

class Describer {
  readonly diagnostics: DbtDiagnostic[] = [];
  readonly asked = new Map<string, { name: string; packageName: string | undefined; text: string | undefined }>();
  private readonly file: SourceFile;
  private readonly sight: DocsInSight;
  private readonly sources = new Map<SourceEntry, SourceEntry>();

  constructor(file: SourceFile, sight: DocsInSight) {
    this.file = file;
    this.sight = sight;
  }

  node(entry: NodeEntry): NodeEntry {
    const { versions } = entry;
    const all = [entry, ...entry.columns, ...entry.tests, ...versions, ...versions.flatMap(version => version.columns)];
    const tests = entry.columns.flatMap(column => column.tests);
    if (![...all, ...tests].some(hasTemplate)) return entry;
    const columns = new Map(entry.columns.map(column => [column, this.column(column)]));
    return {
      ...this.described(entry),
      columns: [...columns.values()],
      tests: entry.tests.map(test => this.described(test)),
      versions: versions.map(version => ({
        ...this.described(version),
        columns: version.columns.map(column => columns.get(column) ?? this.column(column)),
        tests: version.tests?.map(test => this.described(test)),
      })),
    };
  }

  table(entry: SourceTableEntry): SourceTableEntry {
    const tests = entry.columns.flatMap(column => column.tests);
    if (![entry, entry.source, ...entry.columns, ...entry.tests, ...tests].some(hasTemplate)) return entry;
    let source = this.sources.get(entry.source);
    if (!source) this.sources.set(entry.source, (source = this.described(entry.source)));
    return {
      ...this.described(entry),
      source,
      columns: entry.columns.map(column => this.column(column)),
      tests: entry.tests.map(test => this.described(test)),
    };
  }

  private column(column: ColumnEntry): ColumnEntry {
    return [column, ...column.tests].some(hasTemplate)
      ? { ...this.described(column), tests: column.tests.map(test => this.described(test)) }
      : column;
  }

  private described<T extends { readonly description: string; readonly range: TextRange }>(item: T): T {
    return hasTemplate(item) ? { ...item, description: this.text(item.description, item.range) } : item;
  }

  private text(template: string, near: TextRange): string {
    const others = new Set<string>();
    const lookup = (name: string): PyFunction | undefined => {
      if (name === 'doc') return this.doc;
      others.add(name);
      return undefined;
    };
    const { output, errors } = render(template, { lookup }, { file: this.file.path });
    const [error] = errors;
    // dbt knows vars and the environment here too: what is not known is not made up.
    if (!error) return others.size > 0 ? template : output;
    const syntax = error.cause === 'TemplateSyntaxError';
    if (syntax || error.type === docNotFound)
      this.diagnostics.push({
        code: syntax ? 'JINJA_SYNTAX' : 'DOC_NOT_FOUND',
        severity: 'error',
        message: error.message.split('\n')[0] ?? '',
        file: this.file.path,
        range: this.placeOf(template, error.range, near),
      });
    return template;
  }

  private readonly doc = new PyFunction('doc', ['*args'], (_, { positional }) => {
    const words = positional.map(str);
    if (words.length !== 1 && words.length !== 2)
      return raiseDbt(docNotFound, 'doc() takes the name of a docs block, after its package if need be');
    const name = words.at(-1) ?? '';
    const packageName = words.length === 2 ? words[0] : undefined;
    const text = findDoc(this.sight, name, packageName);
    this.asked.set(words.join(' '), { name, packageName, text });
    return (
      text ?? raiseDbt(docNotFound, `no docs block is named '${name}'${packageName === undefined ? '' : ` in package '${packageName}'`}`)
    );
  });

  /** The failing part where the description stands in the file as it is; the described entry where YAML folded or escaped it. */
  private placeOf(template: string, part: TextRange, near: TextRange): TextRange {
    const at = this.file.text.indexOf(template, near.start);
    return at < 0 ? near : { start: at + part.start, end: at + part.end };
  }
}

/** Named like the exception that dbt raises. */
const docNotFound = 'DocTargetNotFoundError';

function hasTemplate({ description }: { readonly description: string }): boolean {
  return hasJinja(description);
}
