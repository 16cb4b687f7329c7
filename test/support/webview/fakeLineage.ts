/**
 * The extension's side of the lineage panel over a made project: a state around a node, expansions, traces.
 * Invariant: answers hold every edge between their nodes and count what they leave out, as the protocol says.
 */
import type {
  ColumnEdge,
  LineageColumn,
  LineageGraph,
  LineageLayer,
  LineageMessage,
  LineageNode,
  LineageRequest,
  LineageState,
  ModelEdge,
} from '../../../server/src/protocol/lineage';
import type { WireTag } from '../../../server/src/protocol/webview';

type Part = Omit<Partial<LineageNode>, 'columns'> & {
  readonly id: string;
  readonly layer: LineageLayer;
  readonly columns?: readonly LineageColumn[] | null;
  readonly from?: readonly string[];
};

export interface FakeProject {
  readonly nodes: readonly LineageNode[];
  readonly edges: readonly ModelEdge[];
  readonly columnEdges: readonly ColumnEdge[];
}

const phi: WireTag = { key: 'phi', values: ['true'], origin: 'assigned', sensitive: true };
const flowing: WireTag = { key: 'phi', values: ['true'], origin: 'flow', from: 'bronze_app.customers.email', sensitive: true };
const prod: WireTag = { key: 'environment', values: ['prod'], origin: 'inherited', from: 'bronze_app', sensitive: false };

function column(name: string, type = 'varchar', tags: readonly WireTag[] = []): LineageColumn {
  return { name, type, tags };
}

function project(parts: readonly Part[], columnEdges: readonly ColumnEdge[]): FakeProject {
  return {
    nodes: parts.map(part => nodeOf(part)),
    edges: parts.flatMap(({ id, from }) => (from ?? []).map(source => ({ source, to: id }))),
    columnEdges,
  };
}

function nodeOf({ id, layer, columns, ...rest }: Part): LineageNode {
  const { from, ...given } = rest;
  return {
    id,
    layer,
    name: id.split('.').at(-1) ?? id,
    kind: 'model',
    tags: [],
    opens: true,
    hiddenSources: 0,
    hiddenReaders: 0,
    ...(from === undefined ? rest : given),
    columns: columns === undefined ? [column('id', 'bigint'), column('name')] : columns,
  };
}

const value = (source: string, to: string, transform: NonNullable<ColumnEdge['transform']>, expression?: string): ColumnEdge => ({
  ...ends(source, to),
  kind: 'value',
  transform,
  ...(expression === undefined ? {} : { expression }),
});
const filter = (source: string, to: string): ColumnEdge => ({ ...ends(source, to), kind: 'filter' });

function ends(source: string, to: string): Pick<ColumnEdge, 'source' | 'to'> {
  const ref = (text: string) => ({ node: text.slice(0, text.lastIndexOf('.')), column: text.slice(text.lastIndexOf('.') + 1) });
  return { source: ref(source), to: ref(to) };
}

/** A care agency: two leaks to find, a Python model, an exposure, names that are hostile. */
export function careProject(): FakeProject {
  const hostile = '</text><script>window.pwned=1</script>';
  return project(
    [
      {
        id: 'source.care.app.customers',
        layer: 'bronze',
        kind: 'source',
        relation: 'bronze_app.customers',
        tags: [prod],
        columns: [column('id', 'bigint'), column('email', 'varchar', [phi]), column('full_name', 'varchar', [phi]), column('day', 'date')],
        state: { kind: 'stale', at: '2026-03-01T08:00:00Z' },
      },
      {
        id: 'source.care.app.visits',
        layer: 'bronze',
        kind: 'source',
        relation: 'bronze_app.visits',
        tags: [prod],
        columns: [
          column('visit_id', 'bigint'),
          column('customer_id', 'bigint'),
          column('started_at', 'timestamp(6)'),
          column('notes', 'varchar', [phi]),
        ],
      },
      { id: 'source.care.crm.accounts', layer: 'bronze', kind: 'source', relation: 'bronze_crm.accounts' },
      {
        id: 'model.care.stg_customers',
        layer: 'silver',
        materialization: 'view',
        from: ['source.care.app.customers'],
        columns: [column('customer_id', 'bigint'), column('email', 'varchar', [flowing]), column('full_name', 'varchar', [flowing])],
        state: { kind: 'succeeded', at: '2026-03-01T09:00:00Z' },
      },
      {
        id: 'model.care.stg_visits',
        layer: 'silver',
        materialization: 'incremental',
        from: ['source.care.app.visits'],
        columns: [column('visit_id', 'bigint'), column('customer_id', 'bigint'), column('started_at', 'timestamp(6)')],
        state: { kind: 'failed', at: '2026-03-01T09:00:00Z', message: 'HIVE_PARTITION_SCHEMA_MISMATCH on day=2026-02-28' },
        estimate: { bytes: { low: 1.2e9, likely: 1.3e9, high: 1.4e9 }, price: { amount: 0.0065, currency: 'USD' } },
      },
      { id: 'model.care.stg_accounts', layer: 'silver', materialization: 'view', from: ['source.care.crm.accounts'] },
      {
        id: 'model.care.int_scores',
        layer: 'silver',
        kind: 'pythonModel',
        materialization: 'table',
        from: ['model.care.stg_visits'],
        columns: null,
        columnsUnknown: 'A Python model without a contract: its columns are not known.',
      },
      {
        id: 'model.care.dim_customer',
        layer: 'gold',
        materialization: 'table',
        description: 'One row per customer of an agency.',
        from: ['model.care.stg_customers', 'model.care.stg_accounts'],
        columns: [
          column('customer_id', 'bigint'),
          column('email', 'varchar', [flowing]),
          column('initials', 'varchar', [flowing]),
          column('account', 'varchar'),
        ],
        state: { kind: 'changed' },
        estimate: { bytes: { low: 1e8, likely: 1.2e8, high: 1.4e8 }, price: { amount: 0.0006, currency: 'USD' } },
      },
      {
        id: 'model.care.fct_visits',
        layer: 'gold',
        materialization: 'incremental',
        from: ['model.care.stg_visits', 'model.care.dim_customer', 'source.care.app.visits'],
        columns: [column('visit_id', 'bigint'), column('email', 'varchar', [flowing]), column('visits', 'bigint')],
      },
      { id: `model.care.${hostile}`, layer: 'unlayered', name: hostile, from: ['model.care.fct_visits'] },
      {
        id: 'exposure.care.client_portal',
        layer: 'unlayered',
        kind: 'exposure',
        from: ['model.care.fct_visits', 'model.care.int_scores'],
        tags: [{ key: 'client_facing', values: ['true'], origin: 'assigned', sensitive: false }],
        columns: [column('email', 'varchar', [flowing])],
      },
    ],
    [
      value('source.care.app.customers.id', 'model.care.stg_customers.customer_id', 'renamed'),
      value('source.care.app.customers.email', 'model.care.stg_customers.email', 'computed', 'lower(trim(email))'),
      value('source.care.app.customers.full_name', 'model.care.stg_customers.full_name', 'copied'),
      filter('source.care.app.customers.day', 'model.care.stg_customers.email'),
      value('model.care.stg_customers.customer_id', 'model.care.dim_customer.customer_id', 'copied'),
      value('model.care.stg_customers.email', 'model.care.dim_customer.email', 'copied'),
      value('model.care.stg_customers.full_name', 'model.care.dim_customer.initials', 'computed', "regexp_replace(full_name, '[a-z]', '')"),
      filter('model.care.stg_accounts.id', 'model.care.dim_customer.email'),
      value('source.care.app.visits.visit_id', 'model.care.stg_visits.visit_id', 'copied'),
      value('source.care.app.visits.customer_id', 'model.care.stg_visits.customer_id', 'copied'),
      value('model.care.dim_customer.email', 'model.care.fct_visits.email', 'copied'),
      filter('model.care.stg_visits.customer_id', 'model.care.fct_visits.email'),
      value('model.care.stg_visits.visit_id', 'model.care.fct_visits.visit_id', 'copied'),
      value('model.care.fct_visits.email', 'exposure.care.client_portal.email', 'copied'),
    ],
  );
}

/** One model with so many sources, and one reader. */
export function fan(sources: number): FakeProject {
  const names = Array.from({ length: sources }, (_, i) => `source.big.raw.table_${i}`);
  return project(
    [
      ...names.map((id): Part => ({
        id,
        layer: 'bronze',
        kind: 'source',
        columns: [column('id', 'bigint'), column('event_time', 'timestamp(3)')],
      })),
      { id: 'model.big.all_events', layer: 'silver', from: names },
      { id: 'model.big.mart', layer: 'gold', from: ['model.big.all_events'] },
    ],
    names.map(id => value(`${id}.id`, 'model.big.all_events.id', 'copied')),
  );
}

/** Chains side by side, each model reading two of the step before: so many models in all. */
export function mesh(models: number): FakeProject {
  const steps = 10;
  const each = Math.ceil(models / steps);
  const layerOf = (step: number): LineageLayer => (step < 3 ? 'bronze' : step < 7 ? 'silver' : 'gold');
  const parts: Part[] = [];
  for (let step = 0; step < steps; step++) {
    for (let i = 0; i < each; i++) {
      parts.push({
        id: `model.mesh.m_${step}_${i}`,
        layer: layerOf(step),
        from: step === 0 ? [] : [`model.mesh.m_${step - 1}_${i}`, `model.mesh.m_${step - 1}_${(i + 1) % each}`],
      });
    }
  }
  return project(parts, []);
}

export class FakeLineageHost {
  readonly copied: string[] = [];
  private readonly project: FakeProject;
  private focus: string;
  private depth: number;

  constructor(fake: FakeProject, focus: string, depth = 2) {
    this.project = fake;
    this.focus = focus;
    this.depth = depth;
  }

  answer = (request: LineageRequest): LineageMessage | undefined => {
    switch (request.kind) {
      case 'ready':
        return { kind: 'state', state: this.state() };
      case 'focus':
        this.focus = request.node;
        this.depth = request.depth;
        return { kind: 'state', state: this.state() };
      case 'expand': {
        const { edges } = this.project;
        const next =
          request.direction === 'sources'
            ? edges.filter(edge => edge.to === request.node).map(edge => edge.source)
            : edges.filter(edge => edge.source === request.node).map(edge => edge.to);
        return {
          kind: 'added',
          requestId: request.requestId,
          graph: this.graph(new Set([...(request.shown ?? []), request.node, ...next])),
        };
      }
      case 'trace':
        return {
          kind: 'added',
          requestId: request.requestId,
          graph: this.graph(new Set([...(request.shown ?? []), ...this.traced(request.node, request.column)])),
        };
      case 'copy':
        this.copied.push(request.text);
        return undefined;
      case 'open':
      case 'openPlace':
      case 'select':
      case 'save':
        return undefined;
    }
  };

  private state(): LineageState {
    const around = new Set([this.focus]);
    for (const direction of ['sources', 'readers'] as const) {
      let edge = new Set([this.focus]);
      for (let step = 0; step < this.depth; step++) {
        edge = new Set(
          this.project.edges.flatMap(({ source, to }) =>
            direction === 'sources' ? (edge.has(to) ? [source] : []) : edge.has(source) ? [to] : [],
          ),
        );
        for (const id of edge) around.add(id);
      }
    }
    return { focus: this.focus, graph: this.graph(around), depth: this.depth, notes: [] };
  }

  private graph(ids: ReadonlySet<string>): LineageGraph {
    const { nodes, edges, columnEdges } = this.project;
    return {
      nodes: nodes
        .filter(node => ids.has(node.id))
        .map(node => ({
          ...node,
          hiddenSources: edges.filter(edge => edge.to === node.id && !ids.has(edge.source)).length,
          hiddenReaders: edges.filter(edge => edge.source === node.id && !ids.has(edge.to)).length,
        })),
      edges: edges.filter(edge => ids.has(edge.source) && ids.has(edge.to)),
      columnEdges: columnEdges.filter(edge => ids.has(edge.source.node) && ids.has(edge.to.node)),
    };
  }

  private traced(node: string, name: string): ReadonlySet<string> {
    const found = new Set([node]);
    const walk = (
      from: (edge: ColumnEdge) => { node: string; column: string },
      to: (edge: ColumnEdge) => { node: string; column: string },
    ) => {
      const waiting = [{ node, column: name }];
      for (let at = waiting.pop(); at; at = waiting.pop()) {
        for (const edge of this.project.columnEdges) {
          const start = from(edge);
          if (start.node !== at.node || start.column !== at.column) continue;
          found.add(to(edge).node);
          if (edge.kind === 'value') waiting.push(to(edge));
        }
      }
    };
    walk(
      edge => edge.to,
      edge => edge.source,
    );
    walk(
      edge => edge.source,
      edge => edge.to,
    );
    return found;
  }
}
