/** Which relations see what stands left of them. Invariant: an alias or a sample changes nothing about it. */
import type * as tree from '../../sql/tree';

/** Whether a relation may refer to columns of the relations left of it. */
export function mayUseLeft(node: tree.Relation): boolean {
  switch (node.kind) {
    case 'AliasedRelation':
    case 'SampledRelation':
      return mayUseLeft(node.relation);
    case 'Unnest':
    case 'Lateral':
    case 'JsonTable':
      return true;
    default:
      return false;
  }
}
