/** Statements of Trino that Athena refuses. Source: AWS's lists of unsupported statements and DDL. Invariant: only what is listed there is named. */
import type * as tree from '../../sql/tree';

/** What Athena lacks, in a sentence; undefined where it may have the statement. */
export function notInAthena(node: tree.Statement): string | undefined {
  switch (node.kind) {
    case 'Transaction':
      return `Athena has no transactions: ${node.verb} is not supported`;
    case 'AccessControl':
      return 'Athena has no roles and grants: permissions are given in Lake Formation or IAM';
    case 'Call':
      return 'Athena has no stored procedures';
    case 'Describe':
      return node.what === 'INPUT' || node.what === 'OUTPUT' ? `Athena does not support DESCRIBE ${node.what}` : undefined;
    case 'Show':
      return ['GRANTS', 'ROLES', 'CURRENT ROLES', 'ROLE GRANTS', 'STATS FOR'].includes(node.what)
        ? `Athena does not support SHOW ${node.what}`
        : undefined;
    case 'CreateTable':
      return node.elements.some(element => element.kind === 'LikeClause')
        ? 'Athena does not support CREATE TABLE with LIKE: create it from a query with no rows'
        : undefined;
    default:
      return undefined;
  }
}
