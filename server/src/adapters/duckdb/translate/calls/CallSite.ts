/** One call as the rules of functions see it. Invariant: arguments come in the types that Trino's signature gives them. */
import type { TrinoType } from '../../../../core/analysis/types/TrinoType';
import type * as tree from '../../../../core/sql/tree';
import { duckType } from '../../duckType';
import { quote } from '../../sqlText';
import type { Translator } from '../Translator';

export type Rule = (call: CallSite) => string;
export type Rules = readonly (readonly [name: string, rule: Rule])[];

export class CallSite {
  readonly t: Translator;
  readonly node: tree.FunctionCall;
  readonly name: string;
  readonly result: TrinoType;
  readonly #formals: readonly TrinoType[];

  constructor(t: Translator, node: tree.FunctionCall, name: string) {
    this.t = t;
    this.node = node;
    this.name = name;
    this.result = t.typeOf(node);
    this.#formals = t.facts.functionOf(node)?.argumentTypes ?? [];
  }

  get count(): number {
    return this.node.arguments.length;
  }

  /** The type the signature gives an argument; its own where the form has no signature. */
  type(at: number): TrinoType {
    const given = this.#formals[Math.min(at, this.#formals.length - 1)];
    return given && given.kind !== 'function' && given.resolved && duckType(given) !== undefined ? given : this.own(at);
  }

  /** The type the argument has by itself. */
  own(at: number): TrinoType {
    return this.t.typeOf(this.argument(at));
  }

  argument(at: number): tree.Expression {
    const node = this.node.arguments[at];
    if (!node) throw this.refuse(`${this.name} with ${this.count} arguments`);
    return node;
  }

  /** An argument in the type that the signature gives it. */
  arg(at: number): string {
    return this.t.as(this.argument(at), this.type(at));
  }

  args(): readonly string[] {
    return this.node.arguments.map((_, at) => this.arg(at));
  }

  /** The text of an argument that has to be a string literal. */
  literalText(at: number): string {
    const node = this.argument(at);
    if (node.kind !== 'StringLiteral') throw this.refuse(`${this.name} with a computed ${at === 0 ? 'unit' : 'argument'}`);
    return node.value;
  }

  /** A lambda argument: its parameters quoted, its body as a value of `type` where one is given. */
  lambda(at: number, type?: TrinoType): { readonly parameters: readonly string[]; readonly body: string; readonly bodyType: TrinoType } {
    const node = this.argument(at);
    if (node.kind !== 'LambdaExpression') throw this.refuse(`${this.name} without a lambda`);
    const bodyType = this.t.typeOf(node.body);
    return {
      parameters: node.parameters.map(parameter => quote(parameter.value)),
      body: type ? this.t.as(node.body, type) : this.t.expression(node.body),
      bodyType,
    };
  }

  fresh(): string {
    return quote(this.t.freshName());
  }

  /** The value as the type that Trino gives the call. */
  typed(sql: string): string {
    return `CAST(${sql} AS ${this.t.home(this.result, this.node)})`;
  }

  refuse(what = this.name): Error {
    return this.t.refuse(this.node, what);
  }
}

/** A function of DuckDB, or one of our own, that takes the same arguments and gives the same type. */
export function sameAs(name: string): Rule {
  return call => `${name}(${call.args().join(', ')})`;
}

/** The same, where DuckDB's result has another type. */
export function typedAs(name: string): Rule {
  return call => call.typed(`${name}(${call.args().join(', ')})`);
}

/** For numbers of arguments that differ in their rule. */
export function byCount(rules: Readonly<Record<number, Rule>>): Rule {
  return call => {
    const rule = rules[call.count];
    if (!rule) throw call.refuse(`${call.name} with ${call.count} arguments`);
    return rule(call);
  };
}
