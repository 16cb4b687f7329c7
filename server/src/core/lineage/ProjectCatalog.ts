/**
 * The catalog as a project's models see it: what the project builds counts as the models' text says, everything else as the catalog says.
 * Invariant: a relation that the project builds but whose columns are not known is unknown, never absent.
 */
import { CatalogSnapshot, defaultCatalog } from '../catalog/CatalogSnapshot';
import type { CatalogRelation, ForeignRelation, Lookup } from '../catalog/CatalogSnapshot';

/** What the project says of a relation: undefined where it does not build it, `unknown` where its columns cannot be told. */
export type BuiltRelation = ForeignRelation | 'unknown' | undefined;

export class ProjectCatalog extends CatalogSnapshot {
  private readonly base: CatalogSnapshot;
  private readonly built: (relation: string) => BuiltRelation;
  /** Told of every answer, so that an analysis knows what it depends on. */
  private readonly seen: (relation: string, identity: unknown) => void;

  constructor(base: CatalogSnapshot, built: (relation: string) => BuiltRelation, seen: (relation: string, identity: unknown) => void) {
    super(base);
    this.base = base;
    this.built = built;
    this.seen = seen;
  }

  override relation(catalog: string | undefined, schema: string, name: string): Lookup<CatalogRelation> {
    const own = catalog === undefined || catalog.toLowerCase() === defaultCatalog;
    const relation = relationKey(schema, name);
    const built = own ? this.built(relation) : undefined;
    const known = built === undefined || built === 'unknown' ? this.base.relation(catalog, schema, name) : undefined;
    const answer: Lookup<CatalogRelation> =
      typeof built === 'object'
        ? { kind: 'found', value: { kind: 'foreign', relation: built } }
        : known!.kind === 'absent' && built === 'unknown'
          ? { kind: 'unknown', why: undefined }
          : known!;
    this.seen(own ? relation : `${catalog}.${relation}`, identityOf(answer));
    return answer;
  }
}

/** `schema.name` in lower case. */
export function relationKey(schema: string, name: string): string {
  return `${schema}.${name}`.toLowerCase();
}

/** Equal for answers that an analysis cannot tell apart. */
export function identityOf(answer: Lookup<CatalogRelation>): unknown {
  if (answer.kind !== 'found') return answer.kind;
  if (answer.value.kind === 'glue') return answer.value.entry;
  return answer.value.relation.columns.map(({ name, type }) => `${name} ${type}`).join('\n');
}
