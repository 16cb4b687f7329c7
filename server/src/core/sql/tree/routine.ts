/** The bodies of SQL routines (WITH FUNCTION …, CREATE FUNCTION …). Invariant: one kind of node for every control statement. */
import type { DataType } from './dataType';
import type { Expression } from './expression';
import type { Name, NodeBase } from './node';

export type RoutineStatement =
  ReturnStatement | SetVariable | CaseStatement | IfStatement | JumpStatement | CompoundStatement | LoopStatement;

export interface ReturnStatement extends NodeBase {
  readonly kind: 'ReturnStatement';
  readonly value: Expression;
}
export interface SetVariable extends NodeBase {
  readonly kind: 'SetVariable';
  readonly target: Name;
  readonly value: Expression;
}
export interface CaseStatement extends NodeBase {
  readonly kind: 'CaseStatement';
  readonly operand: Expression | undefined;
  readonly branches: readonly ConditionalBranch[];
}
export interface IfStatement extends NodeBase {
  readonly kind: 'IfStatement';
  readonly branches: readonly ConditionalBranch[];
}
/** WHEN or IF or ELSEIF with its condition; ELSE has none. */
export interface ConditionalBranch extends NodeBase {
  readonly kind: 'ConditionalBranch';
  readonly condition: Expression | undefined;
  readonly statements: readonly RoutineStatement[];
}
export interface JumpStatement extends NodeBase {
  readonly kind: 'JumpStatement';
  readonly verb: 'ITERATE' | 'LEAVE';
  readonly label: Name;
}
export interface CompoundStatement extends NodeBase {
  readonly kind: 'CompoundStatement';
  readonly declarations: readonly VariableDeclaration[];
  readonly statements: readonly RoutineStatement[];
}
export interface VariableDeclaration extends NodeBase {
  readonly kind: 'VariableDeclaration';
  readonly names: readonly Name[];
  readonly type: DataType;
  readonly default: Expression | undefined;
}
/** LOOP, WHILE (tested before) and REPEAT (tested after). */
export interface LoopStatement extends NodeBase {
  readonly kind: 'LoopStatement';
  readonly type: 'LOOP' | 'WHILE' | 'REPEAT';
  readonly label: Name | undefined;
  readonly condition: Expression | undefined;
  readonly statements: readonly RoutineStatement[];
}

export type RoutinePart = RoutineStatement | ConditionalBranch | VariableDeclaration;
