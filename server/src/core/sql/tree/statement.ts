/**
 * Statements, Trino's and Athena's. Invariant: a statement that names relations keeps each as a QualifiedName, whatever its form,
 * so that consumers can find what it reads and writes.
 */
import type { DataType } from './dataType';
import type { Expression, StringLiteral } from './expression';
import type { Missing, Name, NodeBase, QualifiedName } from './node';
import type { ColumnAliases, Query, Relation } from './query';
import type { AthenaStatement } from './athena';
import type { RoutineStatement } from './routine';

export type Statement =
  | Query
  | CreateTable
  | CreateTableAsSelect
  | CreateView
  | CreateMaterializedView
  | Insert
  | Update
  | Delete
  | Merge
  | DropObject
  | RenameObject
  | AlterTable
  | SetAuthorization
  | TableExecute
  | TruncateTable
  | RefreshMaterializedView
  | Analyze
  | CommentOn
  | CreateSchema
  | CreateFunction
  | Call
  | Explain
  | Show
  | Describe
  | Prepare
  | Execute
  | ExecuteImmediate
  | Deallocate
  | Use
  | SetSession
  | SetTimeZone
  | SetPath
  | AccessControl
  | Transaction
  | AthenaStatement
  | Incomplete;

/** Words from which no statement could be told. `words` are what was typed, in upper case. */
export interface Incomplete extends NodeBase {
  readonly kind: 'Incomplete';
  readonly words: readonly string[];
}

export interface CreateTable extends NodeBase {
  readonly kind: 'CreateTable';
  readonly name: QualifiedName;
  readonly replace: boolean;
  readonly ifNotExists: boolean;
  readonly elements: readonly (ColumnDefinition | LikeClause)[];
  readonly comment: StringLiteral | Missing | undefined;
  readonly properties: readonly Property[];
}
export interface ColumnDefinition extends NodeBase {
  readonly kind: 'ColumnDefinition';
  /** One part, except in ADD COLUMN where a dotted name reaches into a row. */
  readonly name: QualifiedName;
  readonly type: DataType;
  readonly default: Expression | undefined;
  readonly nullable: boolean;
  readonly comment: StringLiteral | Missing | undefined;
  readonly properties: readonly Property[];
}
export interface LikeClause extends NodeBase {
  readonly kind: 'LikeClause';
  readonly table: QualifiedName;
  readonly properties: 'INCLUDING' | 'EXCLUDING' | undefined;
}
/** `name = value`; the value is undefined for DEFAULT. */
export interface Property extends NodeBase {
  readonly kind: 'Property';
  readonly name: Name;
  readonly value: Expression | undefined;
}
export interface CreateTableAsSelect extends NodeBase {
  readonly kind: 'CreateTableAsSelect';
  readonly name: QualifiedName;
  readonly replace: boolean;
  readonly ifNotExists: boolean;
  readonly columnAliases: ColumnAliases | undefined;
  readonly comment: StringLiteral | Missing | undefined;
  readonly properties: readonly Property[];
  readonly query: Query | Missing;
  readonly withData: boolean;
}
export interface CreateView extends NodeBase {
  readonly kind: 'CreateView';
  readonly name: QualifiedName;
  readonly replace: boolean;
  readonly comment: StringLiteral | Missing | undefined;
  readonly security: 'DEFINER' | 'INVOKER' | undefined;
  /** Athena: PROTECTED MULTI DIALECT. */
  readonly multiDialect: boolean;
  readonly properties: readonly Property[];
  readonly query: Query | Missing;
}
export interface CreateMaterializedView extends NodeBase {
  readonly kind: 'CreateMaterializedView';
  readonly name: QualifiedName;
  readonly replace: boolean;
  readonly ifNotExists: boolean;
  readonly gracePeriod: Expression | undefined;
  readonly comment: StringLiteral | Missing | undefined;
  readonly properties: readonly Property[];
  readonly query: Query | Missing;
}
export interface RefreshMaterializedView extends NodeBase {
  readonly kind: 'RefreshMaterializedView';
  readonly name: QualifiedName;
}

export interface Insert extends NodeBase {
  readonly kind: 'Insert';
  readonly target: QualifiedName;
  readonly columns: ColumnAliases | undefined;
  readonly query: Query | Missing;
}
export interface Update extends NodeBase {
  readonly kind: 'Update';
  readonly target: QualifiedName;
  readonly assignments: readonly Assignment[];
  readonly where: Expression | undefined;
}
export interface Assignment extends NodeBase {
  readonly kind: 'Assignment';
  readonly name: Name;
  readonly value: Expression;
}
export interface Delete extends NodeBase {
  readonly kind: 'Delete';
  readonly target: QualifiedName;
  readonly where: Expression | undefined;
}
export interface Merge extends NodeBase {
  readonly kind: 'Merge';
  readonly target: QualifiedName;
  readonly alias: Name | undefined;
  readonly source: Relation;
  readonly predicate: Expression;
  readonly cases: readonly MergeCase[];
}
export type MergeCase = MergeUpdate | MergeDelete | MergeInsert;
export interface MergeUpdate extends NodeBase {
  readonly kind: 'MergeUpdate';
  readonly condition: Expression | undefined;
  readonly assignments: readonly Assignment[];
}
export interface MergeDelete extends NodeBase {
  readonly kind: 'MergeDelete';
  readonly condition: Expression | undefined;
}
export interface MergeInsert extends NodeBase {
  readonly kind: 'MergeInsert';
  readonly condition: Expression | undefined;
  readonly columns: ColumnAliases | undefined;
  readonly values: readonly Expression[];
}

export interface DropObject extends NodeBase {
  readonly kind: 'DropObject';
  readonly type: 'TABLE' | 'VIEW' | 'MATERIALIZED VIEW' | 'SCHEMA' | 'CATALOG' | 'FUNCTION' | 'ROLE';
  readonly name: QualifiedName;
  readonly ifExists: boolean;
  readonly cascade: boolean;
}
export interface RenameObject extends NodeBase {
  readonly kind: 'RenameObject';
  readonly type: 'TABLE' | 'VIEW' | 'MATERIALIZED VIEW' | 'SCHEMA';
  readonly name: QualifiedName;
  readonly ifExists: boolean;
  readonly to: QualifiedName;
}
/** ALTER TABLE (and ALTER MATERIALIZED VIEW … SET PROPERTIES): one change of one table. */
export interface AlterTable extends NodeBase {
  readonly kind: 'AlterTable';
  readonly table: QualifiedName;
  readonly ifExists: boolean;
  readonly change: AddColumn | RenameColumn | DropColumn | SetColumnType | DropNotNull | SetColumnDefault | SetProperties | Missing;
}
export interface AddColumn extends NodeBase {
  readonly kind: 'AddColumn';
  readonly ifNotExists: boolean;
  readonly column: ColumnDefinition;
  readonly position: 'FIRST' | 'LAST' | Name | undefined;
}
export interface RenameColumn extends NodeBase {
  readonly kind: 'RenameColumn';
  readonly ifExists: boolean;
  readonly column: QualifiedName;
  readonly to: Name;
}
export interface DropColumn extends NodeBase {
  readonly kind: 'DropColumn';
  readonly ifExists: boolean;
  readonly column: QualifiedName;
}
export interface SetColumnType extends NodeBase {
  readonly kind: 'SetColumnType';
  readonly column: QualifiedName;
  readonly type: DataType;
}
export interface DropNotNull extends NodeBase {
  readonly kind: 'DropNotNull';
  readonly column: QualifiedName;
}
/** SET DEFAULT, or DROP DEFAULT where `value` is undefined. */
export interface SetColumnDefault extends NodeBase {
  readonly kind: 'SetColumnDefault';
  readonly column: QualifiedName;
  readonly value: Expression | undefined;
}
export interface SetProperties extends NodeBase {
  readonly kind: 'SetProperties';
  readonly properties: readonly Property[];
}
export interface SetAuthorization extends NodeBase {
  readonly kind: 'SetAuthorization';
  readonly type: 'TABLE' | 'VIEW' | 'MATERIALIZED VIEW' | 'SCHEMA';
  readonly name: QualifiedName;
  readonly principal: Name;
}
/** ALTER TABLE … EXECUTE procedure(…) [WHERE …]. */
export interface TableExecute extends NodeBase {
  readonly kind: 'TableExecute';
  readonly table: QualifiedName;
  readonly procedure: Name;
  readonly arguments: readonly CallArgument[];
  readonly where: Expression | undefined;
}
export interface CallArgument extends NodeBase {
  readonly kind: 'CallArgument';
  readonly name: Name | undefined;
  readonly value: Expression;
}
export interface Call extends NodeBase {
  readonly kind: 'Call';
  readonly name: QualifiedName;
  readonly arguments: readonly CallArgument[];
}
export interface TruncateTable extends NodeBase {
  readonly kind: 'TruncateTable';
  readonly table: QualifiedName;
}
export interface Analyze extends NodeBase {
  readonly kind: 'Analyze';
  readonly table: QualifiedName;
  readonly properties: readonly Property[];
}
/** `comment` is undefined for IS NULL. For a column, `name` ends with the column. */
export interface CommentOn extends NodeBase {
  readonly kind: 'CommentOn';
  readonly type: 'TABLE' | 'VIEW' | 'COLUMN';
  readonly name: QualifiedName;
  readonly comment: StringLiteral | Missing | undefined;
}
export interface CreateSchema extends NodeBase {
  readonly kind: 'CreateSchema';
  readonly type: 'SCHEMA' | 'CATALOG' | 'ROLE';
  readonly name: QualifiedName;
  readonly ifNotExists: boolean;
  readonly properties: readonly Property[];
}

/** FUNCTION f(x bigint) RETURNS bigint RETURN x + 1. */
export interface FunctionSpecification extends NodeBase {
  readonly kind: 'FunctionSpecification';
  readonly name: QualifiedName;
  readonly parameters: readonly ParameterDeclaration[];
  readonly returns: DataType;
  readonly body: RoutineStatement | ExternalBody | Missing;
}
/** Athena: the Lambda function behind USING EXTERNAL FUNCTION. */
export interface ExternalBody extends NodeBase {
  readonly kind: 'ExternalBody';
  readonly lambda: StringLiteral | Missing;
}
export interface ParameterDeclaration extends NodeBase {
  readonly kind: 'ParameterDeclaration';
  readonly name: Name | undefined;
  readonly type: DataType;
}
export interface SessionSpecification extends NodeBase {
  readonly kind: 'SessionSpecification';
  readonly name: QualifiedName;
  readonly value: Expression;
}
export interface CreateFunction extends NodeBase {
  readonly kind: 'CreateFunction';
  readonly replace: boolean;
  readonly specification: FunctionSpecification;
}

export interface Explain extends NodeBase {
  readonly kind: 'Explain';
  readonly analyze: boolean;
  readonly verbose: boolean;
  /** Upper case: `TYPE VALIDATE`, `FORMAT JSON`. */
  readonly options: readonly string[];
  readonly statement: Statement;
}
/** Every SHOW: `what` is the word or words after it, in upper case (`TABLES`, `CREATE VIEW`, `STATS FOR`, `PARTITIONS` …). */
export interface Show extends NodeBase {
  readonly kind: 'Show';
  readonly what: string;
  readonly name: QualifiedName | undefined;
  readonly query: Query | undefined;
  readonly pattern: StringLiteral | Missing | undefined;
  readonly escape: StringLiteral | Missing | undefined;
}
/** DESCRIBE table, DESCRIBE INPUT/OUTPUT statement; Athena: DESCRIBE [EXTENDED | FORMATTED] table [PARTITION (…)] [column]. */
export interface Describe extends NodeBase {
  readonly kind: 'Describe';
  readonly what: 'TABLE' | 'INPUT' | 'OUTPUT' | 'VIEW' | 'SCHEMA';
  readonly name: QualifiedName;
}
export interface Prepare extends NodeBase {
  readonly kind: 'Prepare';
  readonly name: Name;
  readonly statement: Statement;
}
export interface Execute extends NodeBase {
  readonly kind: 'Execute';
  readonly name: Name;
  readonly parameters: readonly Expression[];
}
export interface ExecuteImmediate extends NodeBase {
  readonly kind: 'ExecuteImmediate';
  readonly statement: StringLiteral | Missing;
  readonly parameters: readonly Expression[];
}
export interface Deallocate extends NodeBase {
  readonly kind: 'Deallocate';
  readonly name: Name;
}
export interface Use extends NodeBase {
  readonly kind: 'Use';
  readonly name: QualifiedName;
}
/** SET SESSION name = value, RESET SESSION name (no value), SET/RESET SESSION AUTHORIZATION. */
export interface SetSession extends NodeBase {
  readonly kind: 'SetSession';
  readonly reset: boolean;
  readonly authorization: boolean;
  readonly name: QualifiedName | undefined;
  readonly value: Expression | undefined;
}
/** `value` is undefined for LOCAL. */
export interface SetTimeZone extends NodeBase {
  readonly kind: 'SetTimeZone';
  readonly value: Expression | undefined;
}
export interface SetPath extends NodeBase {
  readonly kind: 'SetPath';
  readonly path: readonly QualifiedName[];
}
/** GRANT, REVOKE, DENY and SET ROLE. `object` is what is granted on, where there is one. */
export interface AccessControl extends NodeBase {
  readonly kind: 'AccessControl';
  readonly verb: 'GRANT' | 'REVOKE' | 'DENY' | 'SET ROLE';
  readonly objectType: string | undefined;
  readonly object: QualifiedName | undefined;
  readonly principals: readonly Name[];
}
export interface Transaction extends NodeBase {
  readonly kind: 'Transaction';
  readonly verb: 'START' | 'COMMIT' | 'ROLLBACK';
}

export type StatementPart =
  | Statement
  | ColumnDefinition
  | LikeClause
  | Property
  | Assignment
  | MergeCase
  | AlterTable['change']
  | CallArgument
  | FunctionSpecification
  | ExternalBody
  | ParameterDeclaration
  | SessionSpecification;
