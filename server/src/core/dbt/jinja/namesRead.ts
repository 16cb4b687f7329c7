/** Which names a body reads before it assigns them. Invariant: reads the tree once, in the order Jinja's compiler does. */
import { expressionsBelow, partsOfStatement } from './walk';
import type { Statement, Target } from './tree';

/** @param wanted the names asked for. */
export function namesRead(body: readonly Statement[], wanted: readonly string[]): ReadonlySet<string> {
  const open = new Set(wanted);
  const found = new Set<string>();
  visit(body, open, found);
  return found;
}

function visit(body: readonly Statement[], open: Set<string>, found: Set<string>): void {
  for (const statement of body) {
    if (statement.kind === 'block') continue;
    for (const part of partsOfStatement(statement)) {
      if (part.role === 'body') visit([part.node], open, found);
      else if (part.role === 'assign') for (const name of assigned(part.node)) open.delete(name);
      else for (const node of expressionsBelow(part.node)) if (node.kind === 'name' && open.has(node.name)) found.add(node.name);
    }
  }
}

export function assigned(target: Target): readonly string[] {
  switch (target.kind) {
    case 'name':
      return [target.name];
    case 'tuple':
      return target.items.flatMap(assigned);
    case 'namespace':
      return [];
  }
}
