/**
 * Python models: the calls through which dbt learns what a model reads and how it is configured.
 * Invariant: nothing is executed; a value that is not a literal is reported, never guessed.
 */
import { parser } from '@lezer/python';
import type { SyntaxNode } from '@lezer/common';
import type { TextRange } from '../../text/TextRange';
import type { Dict, Key, Value } from '../value';
import { Float } from '../value';

export interface PythonCall {
  readonly kind: 'ref' | 'source' | 'config' | 'configGet' | 'metaGet';
  readonly args: readonly Value[];
  readonly kwargs: Dict;
  readonly range: TextRange;
  /** Of the arguments that are text: where they stand, without quotes. */
  readonly argRanges: readonly TextRange[];
}

export interface PythonScan {
  readonly calls: readonly PythonCall[];
  readonly problems: readonly { readonly message: string; readonly range: TextRange }[];
}

/** The dbt calls of a model file, in file order, and what dbt would refuse about it. */
export function scanPython(text: string): PythonScan {
  const calls: PythonCall[] = [];
  const problems: { message: string; range: TextRange }[] = [];
  const tree = parser.parse(text);
  const model = modelFunction(tree.topNode, text);
  const dbt = model.parameter ?? 'dbt';
  if (!model.node) problems.push({ message: "a Python model defines 'def model(dbt, session)'", range: { start: 0, end: 0 } });
  else if (model.parameter === undefined) problems.push({ message: "'model' takes dbt and the session", range: rangeOf(model.node) });
  tree.iterate({
    enter: ({ node }) => {
      if (node.name !== 'CallExpression') return;
      const path = node.firstChild ? memberPath(node.firstChild, text) : undefined;
      const kind = path?.[0] === dbt ? kinds.get(path.slice(1).join('.')) : undefined;
      if (kind) calls.push(readCall(kind, node, text, problems));
    },
  });
  return { calls, problems };
}

const kinds = new Map<string, PythonCall['kind']>([
  ['ref', 'ref'],
  ['source', 'source'],
  ['config', 'config'],
  ['config.get', 'configGet'],
  ['config.meta_get', 'metaGet'],
]);

function modelFunction(top: SyntaxNode, text: string): { readonly node: SyntaxNode | undefined; readonly parameter: string | undefined } {
  for (let child = top.firstChild; child; child = child.nextSibling) {
    const name = child.name === 'FunctionDefinition' ? child.getChild('VariableName') : null;
    if (!name || textOf(name, text) !== 'model') continue;
    const parameters = child.getChild('ParamList')?.getChildren('VariableName') ?? [];
    const first = parameters[0];
    return { node: child, parameter: first && parameters.length === 2 ? textOf(first, text) : undefined };
  }
  return { node: undefined, parameter: undefined };
}

function memberPath(node: SyntaxNode, text: string): readonly string[] | undefined {
  if (node.name === 'VariableName') return [textOf(node, text)];
  if (node.name !== 'MemberExpression' || !node.firstChild) return undefined;
  const owner = memberPath(node.firstChild, text);
  const property = node.getChild('PropertyName');
  return owner && property ? [...owner, textOf(property, text)] : undefined;
}

function readCall(kind: PythonCall['kind'], node: SyntaxNode, text: string, problems: { message: string; range: TextRange }[]): PythonCall {
  const args: Value[] = [];
  const argRanges: TextRange[] = [];
  const kwargs = new Map<Key, Value>();
  const children = childrenOf(node.getChild('ArgList'));
  for (let index = 0; index < children.length; index++) {
    const child = children[index];
    if (!child || punctuation.has(child.name)) continue;
    const named = child.name === 'VariableName' && children[index + 1]?.name === 'AssignOp';
    const valueNode = named ? children[index + 2] : child;
    if (named) index += 2;
    const value = valueNode && literal(valueNode, text);
    if (valueNode && value === undefined)
      problems.push({
        message: `dbt.${kind === 'configGet' ? 'config.get' : kind} takes literals only: dbt does not run the model to find out`,
        range: rangeOf(valueNode),
      });
    if (named) kwargs.set(textOf(child, text), value ?? null);
    else {
      args.push(value ?? null);
      argRanges.push(innerRange(valueNode ?? child, text));
    }
  }
  return { kind, args, kwargs, range: rangeOf(node), argRanges };
}

const punctuation = new Set(['(', ')', ',', '[', ']', '{', '}', ':', 'Comment']);

/** The value of a literal; undefined for anything that would have to be run. */
function literal(node: SyntaxNode, text: string): Value | undefined {
  switch (node.name) {
    case 'String':
      return stringLiteral(textOf(node, text));
    case 'ContinuedString': {
      const parts = node.getChildren('String').map(part => stringLiteral(textOf(part, text)));
      return parts.every(part => part !== undefined) ? parts.join('') : undefined;
    }
    case 'Number':
      return numberLiteral(textOf(node, text));
    case 'Boolean':
      return textOf(node, text) === 'True';
    case 'None':
      return null;
    case 'ParenthesizedExpression': {
      const inner = childrenOf(node).find(child => !punctuation.has(child.name));
      return inner && literal(inner, text);
    }
    case 'UnaryExpression':
      return negated(node, text);
    case 'ArrayExpression':
    case 'TupleExpression':
    case 'SetExpression':
      return allOf(
        childrenOf(node).filter(child => !punctuation.has(child.name)),
        text,
      );
    case 'DictionaryExpression':
      return dictionary(node, text);
    default:
      return undefined;
  }
}

function negated(node: SyntaxNode, text: string): Value | undefined {
  const operand = node.lastChild && literal(node.lastChild, text);
  const minus = node.firstChild && textOf(node.firstChild, text) === '-';
  if (!minus) return typeof operand === 'number' || operand instanceof Float ? operand : undefined;
  if (operand instanceof Float) return new Float(-operand.value);
  return typeof operand === 'number' ? -operand : undefined;
}

function allOf(nodes: readonly SyntaxNode[], text: string): readonly Value[] | undefined {
  const values: Value[] = [];
  for (const node of nodes) {
    const value = literal(node, text);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}

function dictionary(node: SyntaxNode, text: string): Dict | undefined {
  const values = allOf(
    childrenOf(node).filter(child => !punctuation.has(child.name)),
    text,
  );
  if (!values || values.length % 2 === 1) return undefined;
  const entries = new Map<Key, Value>();
  for (let index = 0; index < values.length; index += 2) {
    const key = values[index];
    if (key === undefined || (key !== null && typeof key === 'object')) return undefined;
    entries.set(key, values[index + 1] ?? null);
  }
  return entries;
}

const simpleEscapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '0': '\0',
};

function stringLiteral(source: string): string | undefined {
  const match = /^([a-zA-Z]*)("""|'''|"|')([\s\S]*)\2$/.exec(source);
  if (!match) return undefined;
  const [, prefix = '', , body = ''] = match;
  if (/[fb]/i.test(prefix)) return undefined;
  if (/r/i.test(prefix)) return body;
  return body.replace(/\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[\s\S])/g, (whole, code: string) =>
    code.length > 1 ? String.fromCharCode(Number.parseInt(code.slice(1), 16)) : (simpleEscapes[code] ?? whole),
  );
}

function numberLiteral(source: string): Value | undefined {
  const digits = source.replaceAll('_', '');
  if (/^\d+$/.test(digits)) return Number.isSafeInteger(Number(digits)) ? Number(digits) : BigInt(digits);
  if (/^0[xob]/i.test(digits)) return Number(digits);
  const value = Number(digits);
  return Number.isNaN(value) ? undefined : new Float(value);
}

function childrenOf(node: SyntaxNode | null): readonly SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node?.firstChild; child; child = child.nextSibling) children.push(child);
  return children;
}

function textOf(node: SyntaxNode, text: string): string {
  return text.slice(node.from, node.to);
}

function rangeOf(node: SyntaxNode): TextRange {
  return { start: node.from, end: node.to };
}

function innerRange(node: SyntaxNode, text: string): TextRange {
  const quotes = node.name === 'String' ? /^[a-zA-Z]*("""|'''|"|')/.exec(textOf(node, text)) : null;
  return quotes?.[1] === undefined ? rangeOf(node) : { start: node.from + quotes[0].length, end: node.to - quotes[1].length };
}
