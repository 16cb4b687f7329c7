/** The tree of a template. Invariant: nodes are immutable, and each range covers exactly the node's own text in the template. */
import type { TextRange } from '../../text/TextRange';

export interface Template {
  readonly text: string;
  readonly body: readonly Statement[];
  /** In the order a left-to-right reading meets them; rendering is refused with the first. */
  readonly errors: readonly { readonly message: string; readonly range: TextRange }[];
}

export type Statement =
  | TextNode
  | OutputNode
  | ForNode
  | IfNode
  | MacroNode
  | CallBlockNode
  | FilterBlockNode
  | WithNode
  | SetNode
  | SetBlockNode
  | DoNode
  | JumpNode
  | BlockNode
  | AutoescapeNode
  | LoaderNode;

interface Ranged {
  readonly range: TextRange;
}

/** Text outside of tags, after whitespace control; its range is what remained. */
export interface TextNode extends Ranged {
  readonly kind: 'text';
  /** With line ends as rendered: `\n`. */
  readonly text: string;
}

/** `{{ … }}` and `{% print … %}`; the range is the whole tag. */
export interface OutputNode extends Ranged {
  readonly kind: 'output';
  readonly expressions: readonly Expression[];
}

export interface ForNode extends Ranged {
  readonly kind: 'for';
  readonly target: Target;
  readonly iterable: Expression;
  readonly condition: Expression | undefined;
  readonly recursive: boolean;
  readonly body: readonly Statement[];
  readonly otherwise: readonly Statement[];
}

export interface IfNode extends Ranged {
  readonly kind: 'if';
  readonly branches: readonly { readonly test: Expression; readonly body: readonly Statement[] }[];
  readonly otherwise: readonly Statement[];
}

export interface Parameters {
  readonly names: readonly NameTarget[];
  /** Of the last parameters. */
  readonly defaults: readonly Expression[];
  readonly typed: boolean;
}

export interface MacroNode extends Ranged {
  readonly kind: 'macro';
  readonly block: 'macro' | 'test' | 'materialization' | 'docs';
  /** As written. */
  readonly name: string;
  readonly nameRange: TextRange;
  /** dbt's name of it: `test_x`, `materialization_x_default`, `dbt_docs__x`. */
  readonly macroName: string;
  readonly parameters: Parameters;
  readonly body: readonly Statement[];
}

export interface CallBlockNode extends Ranged {
  readonly kind: 'callBlock';
  readonly parameters: Parameters;
  readonly call: CallExpression;
  readonly body: readonly Statement[];
}

export interface FilterBlockNode extends Ranged {
  readonly kind: 'filterBlock';
  readonly filter: FilterExpression;
  readonly body: readonly Statement[];
}

export interface WithNode extends Ranged {
  readonly kind: 'with';
  readonly assignments: readonly { readonly target: Target; readonly value: Expression }[];
  readonly body: readonly Statement[];
}

export interface SetNode extends Ranged {
  readonly kind: 'set';
  readonly target: Target;
  readonly value: Expression;
}

export interface SetBlockNode extends Ranged {
  readonly kind: 'setBlock';
  readonly target: Target;
  readonly filter: FilterExpression | undefined;
  readonly body: readonly Statement[];
}

export interface DoNode extends Ranged {
  readonly kind: 'do';
  readonly expression: Expression;
}

export interface JumpNode extends Ranged {
  readonly kind: 'break' | 'continue';
}

export interface BlockNode extends Ranged {
  readonly kind: 'block';
  readonly name: string;
  readonly body: readonly Statement[];
}

export interface AutoescapeNode extends Ranged {
  readonly kind: 'autoescape';
  readonly value: Expression;
  readonly body: readonly Statement[];
}

/** `include`, `import`, `from … import`, `extends`: dbt has no loader for them. */
export interface LoaderNode extends Ranged {
  readonly kind: 'loader';
}

export type Target = NameTarget | TupleTarget | NamespaceTarget;

export interface NameTarget extends Ranged {
  readonly kind: 'name';
  readonly name: string;
}

export interface TupleTarget extends Ranged {
  readonly kind: 'tuple';
  readonly items: readonly Target[];
}

export interface NamespaceTarget extends Ranged {
  readonly kind: 'namespace';
  readonly name: string;
  readonly attribute: string;
}

export type Expression =
  | ConstExpression
  | NameExpression
  | SequenceExpression
  | DictExpression
  | AttributeExpression
  | ItemExpression
  | SliceExpression
  | CallExpression
  | FilterExpression
  | TestExpression
  | UnaryExpression
  | BinaryExpression
  | LogicExpression
  | CompareExpression
  | ConcatExpression
  | ConditionalExpression;

export interface ConstExpression extends Ranged {
  readonly kind: 'const';
  readonly value: string | number | bigint | boolean | null;
}

export interface NameExpression extends Ranged {
  readonly kind: 'name';
  readonly name: string;
}

export interface SequenceExpression extends Ranged {
  readonly kind: 'list' | 'tuple';
  readonly items: readonly Expression[];
}

export interface DictExpression extends Ranged {
  readonly kind: 'dict';
  readonly entries: readonly { readonly key: Expression; readonly value: Expression }[];
}

export interface AttributeExpression extends Ranged {
  readonly kind: 'attribute';
  readonly target: Expression;
  readonly name: string;
}

export interface ItemExpression extends Ranged {
  readonly kind: 'item';
  readonly target: Expression;
  readonly index: Expression;
}

/** Only as the index of an item. */
export interface SliceExpression extends Ranged {
  readonly kind: 'slice';
  readonly start: Expression | undefined;
  readonly stop: Expression | undefined;
  readonly step: Expression | undefined;
}

export interface CallArguments {
  readonly positional: readonly Expression[];
  readonly keyword: readonly { readonly name: string; readonly value: Expression }[];
  readonly rest: Expression | undefined;
  readonly keywords: Expression | undefined;
}

export interface CallExpression extends Ranged {
  readonly kind: 'call';
  readonly callee: Expression;
  readonly arguments: CallArguments;
}

export interface FilterExpression extends Ranged {
  readonly kind: 'filter';
  /** undefined: the body of the block that it stands on. */
  readonly target: Expression | undefined;
  readonly name: string;
  readonly nameRange: TextRange;
  readonly arguments: CallArguments;
}

export interface TestExpression extends Ranged {
  readonly kind: 'test';
  readonly target: Expression;
  readonly name: string;
  readonly nameRange: TextRange;
  readonly arguments: CallArguments;
}

export interface UnaryExpression extends Ranged {
  readonly kind: 'unary';
  readonly operator: '-' | '+' | 'not';
  readonly operand: Expression;
}

export interface BinaryExpression extends Ranged {
  readonly kind: 'binary';
  readonly operator: '+' | '-' | '*' | '/' | '//' | '%' | '**';
  readonly left: Expression;
  readonly right: Expression;
}

export interface LogicExpression extends Ranged {
  readonly kind: 'logic';
  readonly operator: 'and' | 'or';
  readonly left: Expression;
  readonly right: Expression;
}

export interface CompareExpression extends Ranged {
  readonly kind: 'compare';
  readonly first: Expression;
  readonly rest: readonly { readonly operator: '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in'; readonly operand: Expression }[];
}

export interface ConcatExpression extends Ranged {
  readonly kind: 'concat';
  readonly items: readonly Expression[];
}

export interface ConditionalExpression extends Ranged {
  readonly kind: 'conditional';
  readonly test: Expression;
  readonly then: Expression;
  readonly otherwise: Expression | undefined;
}

export const noArguments: CallArguments = { positional: [], keyword: [], rest: undefined, keywords: undefined };
