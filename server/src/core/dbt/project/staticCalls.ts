/**
 * `ref()` and `source()` calls with literal arguments, as they stand in a text, run or not.
 * Invariant: ranges count from the start of the node's own text.
 */
import type { TextRange } from '../../text/TextRange';
import { parsed } from '../jinja/render';
import type { Expression } from '../jinja/tree';
import { expressionsIn } from '../jinja/walk';
import { scanPython } from '../python/scanPython';
import { memoized } from './sourceFile';
import type { DbtNode } from './nodes';

export interface StaticCall {
  readonly kind: 'ref' | 'source';
  readonly name: string;
  /** The source's or the package's name. */
  readonly owner: string | undefined;
  readonly version: string | undefined;
  readonly range: TextRange;
  /** Of the name, without its quotes. */
  readonly nameRange: TextRange;
  readonly ownerRange: TextRange | undefined;
}

type Text = Pick<DbtNode, 'rawCode' | 'language'>;

export const callsIn: (node: Text) => readonly StaticCall[] = memoized((node: Text) =>
  node.language === 'python' ? pythonCalls(node.rawCode) : templateCalls(node.rawCode),
);

function templateCalls(text: string): readonly StaticCall[] {
  if (!text.includes('{')) return [];
  const calls: StaticCall[] = [];
  for (const expression of expressionsIn(parsed(text).body)) {
    if (expression.kind !== 'call') continue;
    const kind = calledName(expression.callee);
    if (kind === undefined) continue;
    const literals = expression.arguments.positional.map(literalOf);
    const name = literals.at(-1);
    if (!name || literals.length > 2 || (kind === 'source' && literals.length !== 2)) continue;
    const owner = literals.length === 2 ? literals[0] : undefined;
    const version = expression.arguments.keyword.find(argument => argument.name === 'v' || argument.name === 'version')?.value;
    calls.push({
      kind,
      name: name.text,
      owner: owner?.text,
      version: version?.kind === 'const' && version.value !== null ? String(version.value) : undefined,
      range: expression.range,
      nameRange: name.range,
      ownerRange: owner?.range,
    });
  }
  return calls;
}

/** `ref`, and `builtins.ref` of projects that wrap it. */
function calledName(callee: Expression): 'ref' | 'source' | undefined {
  const name =
    callee.kind === 'name'
      ? callee.name
      : callee.kind === 'attribute' && callee.target.kind === 'name' && callee.target.name === 'builtins'
        ? callee.name
        : undefined;
  return name === 'ref' || name === 'source' ? name : undefined;
}

function literalOf(node: Expression): { readonly text: string; readonly range: TextRange } | undefined {
  return node.kind === 'const' && typeof node.value === 'string'
    ? { text: node.value, range: { start: node.range.start + 1, end: node.range.end - 1 } }
    : undefined;
}

function pythonCalls(text: string): readonly StaticCall[] {
  return scanPython(text).calls.flatMap(({ kind, args, kwargs, range, argRanges }): StaticCall[] => {
    if (kind !== 'ref' && kind !== 'source') return [];
    const name = args.at(-1);
    const nameRange = argRanges.at(-1);
    const owner = args.length === 2 ? args[0] : undefined;
    const version = kwargs.get('v') ?? kwargs.get('version');
    if (typeof name !== 'string' || !nameRange) return [];
    return [
      {
        kind,
        name,
        owner: typeof owner === 'string' ? owner : undefined,
        version: typeof version === 'string' || typeof version === 'number' ? String(version) : undefined,
        range,
        nameRange,
        ownerRange: args.length === 2 ? argRanges[0] : undefined,
      },
    ];
  });
}
