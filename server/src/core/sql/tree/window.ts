/** Windows, their frames, and what frames and MATCH_RECOGNIZE say about row patterns. Invariant: all parts of a window are optional. */
import type { Expression } from './expression';
import type { Identifier, Missing, Name, NodeBase } from './node';
import type { OrderBy, RowPattern } from './query';

export type Window = WindowReference | WindowSpecification;
/** OVER w. */
export interface WindowReference extends NodeBase {
  readonly kind: 'WindowReference';
  readonly name: Name;
}
/** OVER (…) and WINDOW w AS (…). */
export interface WindowSpecification extends NodeBase {
  readonly kind: 'WindowSpecification';
  readonly existingName: Identifier | undefined;
  readonly partitionBy: readonly Expression[];
  readonly orderBy: OrderBy | undefined;
  readonly frame: WindowFrame | undefined;
}
export interface WindowFrame extends NodeBase {
  readonly kind: 'WindowFrame';
  readonly type: 'RANGE' | 'ROWS' | 'GROUPS';
  readonly frameStart: FrameBound | Missing;
  readonly frameEnd: FrameBound | Missing | undefined;
  readonly measures: readonly MeasureDefinition[];
  readonly pattern: FramePattern | undefined;
}
export interface FrameBound extends NodeBase {
  readonly kind: 'FrameBound';
  readonly type: 'UNBOUNDED_PRECEDING' | 'PRECEDING' | 'CURRENT_ROW' | 'FOLLOWING' | 'UNBOUNDED_FOLLOWING';
  readonly value: Expression | undefined;
}
/** What a window and MATCH_RECOGNIZE say about the pattern. */
export interface FramePattern extends NodeBase {
  readonly kind: 'FramePattern';
  readonly skipTo: SkipTo | undefined;
  readonly searchMode: 'INITIAL' | 'SEEK' | undefined;
  readonly pattern: RowPattern | Missing;
  readonly subsets: readonly SubsetDefinition[];
  readonly definitions: readonly VariableDefinition[];
}
export interface SkipTo extends NodeBase {
  readonly kind: 'SkipTo';
  readonly position: 'PAST LAST ROW' | 'NEXT ROW' | 'FIRST' | 'LAST' | 'VARIABLE';
  readonly variable: Name | undefined;
}
export interface MeasureDefinition extends NodeBase {
  readonly kind: 'MeasureDefinition';
  readonly expression: Expression;
  readonly name: Name;
}
export interface SubsetDefinition extends NodeBase {
  readonly kind: 'SubsetDefinition';
  readonly name: Name;
  readonly variables: readonly Name[];
}
export interface VariableDefinition extends NodeBase {
  readonly kind: 'VariableDefinition';
  readonly name: Name;
  readonly expression: Expression;
}
