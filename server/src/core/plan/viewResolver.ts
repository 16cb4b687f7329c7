/** The statements behind views: of models that are built as views, and of views that Glue keeps. */
import { analyzeStatement } from '../analysis/analyzeStatement';
import type { CatalogSnapshot } from '../catalog/CatalogSnapshot';
import { prestoView } from '../analysis/query/catalogColumns';
import { parse } from '../sql/parser';
import type * as tree from '../sql/tree';
import type { ViewResolver } from '../scan/tableScans';
import type { ProjectAnalysis } from '../lineage/ProjectAnalysis';

export function viewResolver(catalog: CatalogSnapshot, dialect: 'athena' | 'trino', project?: ProjectAnalysis): ViewResolver {
  return name => {
    const builder = project?.builder(name);
    if (builder) {
      const model = builder.materialized === 'view' ? project?.model(builder.uniqueId) : undefined;
      return model?.statement && { node: model.statement.statement, analysis: model.statement };
    }
    const [schema = '', table = ''] = name.split('.').slice(-2);
    const found = catalog.relation(undefined, schema, table);
    const view = found.kind === 'found' && found.value.kind === 'glue' ? prestoView(found.value.entry.table) : undefined;
    const node = view && statementOf(view.originalSql, dialect);
    return (
      node && {
        node,
        analysis: analyzeStatement(node, { catalog, session: { catalog: view.catalog, schema: view.schema ?? schema }, dialect }),
      }
    );
  };
}

/** Parsed once while the view's text is in use: analyses are kept by their statement. */
const statements = new Map<string, tree.Statement | undefined>();

function statementOf(sql: string, dialect: 'athena' | 'trino'): tree.Statement | undefined {
  const key = `${dialect}\n${sql}`;
  if (!statements.has(key)) {
    if (statements.size >= 500) statements.clear();
    statements.set(key, parse(sql, { dialect }).statements[0]?.node);
  }
  return statements.get(key);
}
