/**
 * Statements that Athena has beside Trino's: Hive DDL, UNLOAD, OPTIMIZE, VACUUM, MSCK.
 * Invariant: clauses are kept by what they mean; where Athena passes text on unread (SerDe classes, properties), the literals are kept.
 */
import type { DataType } from './dataType';
import type { Expression, StringLiteral } from './expression';
import type { Missing, Name, NodeBase, QualifiedName } from './node';
import type { Query } from './query';
import type { Property } from './statement';

export type AthenaStatement =
  CreateExternalTable | CreateDatabase | AlterHiveTable | AlterDatabase | MsckRepairTable | Unload | Optimize | Vacuum | AlterViewDialect;

/** CREATE [EXTERNAL] TABLE in Hive's grammar, Iceberg's form (`TBLPROPERTIES ('table_type'='ICEBERG')`) included. */
export interface CreateExternalTable extends NodeBase {
  readonly kind: 'CreateExternalTable';
  readonly external: boolean;
  readonly ifNotExists: boolean;
  readonly name: QualifiedName;
  readonly columns: readonly HiveColumn[];
  readonly comment: StringLiteral | Missing | undefined;
  readonly partitionedBy: readonly (HiveColumn | PartitionTransform)[];
  readonly clusteredBy: ClusteredBy | undefined;
  readonly rowFormat: RowFormat | undefined;
  readonly storedAs: StoredAs | undefined;
  readonly location: StringLiteral | Missing | undefined;
  readonly tableProperties: readonly HiveProperty[];
}
/** `type` is undefined where Hive or Iceberg names an existing column. */
export interface HiveColumn extends NodeBase {
  readonly kind: 'HiveColumn';
  readonly name: Name;
  readonly type: DataType | undefined;
  readonly comment: StringLiteral | Missing | undefined;
}
/** Iceberg's `bucket(16, id)`, `truncate(4, name)`, `day(ts)`. */
export interface PartitionTransform extends NodeBase {
  readonly kind: 'PartitionTransform';
  readonly transform: Name;
  readonly arguments: readonly Expression[];
}
export interface ClusteredBy extends NodeBase {
  readonly kind: 'ClusteredBy';
  readonly columns: readonly Name[];
  readonly sortedBy: readonly Name[];
  readonly buckets: bigint | undefined;
}
/** ROW FORMAT SERDE 'class' WITH SERDEPROPERTIES (…), or ROW FORMAT DELIMITED with its terminators by their words. */
export interface RowFormat extends NodeBase {
  readonly kind: 'RowFormat';
  readonly serde: StringLiteral | Missing | undefined;
  readonly properties: readonly HiveProperty[];
  readonly delimiters: readonly HiveDelimiter[];
}
export interface HiveDelimiter extends NodeBase {
  readonly kind: 'HiveDelimiter';
  readonly of: 'FIELDS' | 'ESCAPED' | 'COLLECTION ITEMS' | 'MAP KEYS' | 'LINES' | 'NULL';
  readonly value: StringLiteral | Missing;
}
export interface StoredAs extends NodeBase {
  readonly kind: 'StoredAs';
  readonly format: Name | undefined;
  readonly inputFormat: StringLiteral | Missing | undefined;
  readonly outputFormat: StringLiteral | Missing | undefined;
}
/** `'key' = 'value'`. */
export interface HiveProperty extends NodeBase {
  readonly kind: 'HiveProperty';
  readonly name: StringLiteral | Missing;
  readonly value: Expression;
}
export interface CreateDatabase extends NodeBase {
  readonly kind: 'CreateDatabase';
  readonly ifNotExists: boolean;
  readonly name: QualifiedName;
  readonly comment: StringLiteral | Missing | undefined;
  readonly location: StringLiteral | Missing | undefined;
  readonly properties: readonly HiveProperty[];
}
export interface AlterDatabase extends NodeBase {
  readonly kind: 'AlterDatabase';
  readonly name: QualifiedName;
  readonly properties: readonly HiveProperty[];
}

/** ALTER VIEW name [FORCE] ADD | UPDATE DIALECT AS query; DROP DIALECT has no query. */
export interface AlterViewDialect extends NodeBase {
  readonly kind: 'AlterViewDialect';
  readonly name: QualifiedName;
  readonly action: 'ADD' | 'UPDATE' | 'DROP';
  readonly query: Query | undefined;
}

export interface AlterHiveTable extends NodeBase {
  readonly kind: 'AlterHiveTable';
  readonly table: QualifiedName;
  readonly partition: PartitionSpec | undefined;
  readonly change:
    | AddPartitions
    | DropPartitions
    | RenamePartition
    | ReplaceColumns
    | AddHiveColumns
    | ChangeColumn
    | DropHiveColumn
    | SetLocation
    | SetTableProperties
    | UnsetTableProperties
    | Missing;
}
/** PARTITION (day = '2024-01-01', hour = 3); a comparison other than `=` only where partitions are dropped. */
export interface PartitionSpec extends NodeBase {
  readonly kind: 'PartitionSpec';
  readonly values: readonly PartitionValue[];
}
export interface PartitionValue extends NodeBase {
  readonly kind: 'PartitionValue';
  readonly name: Name;
  readonly operator: string;
  readonly value: Expression | undefined;
}
export interface AddPartitions extends NodeBase {
  readonly kind: 'AddPartitions';
  readonly ifNotExists: boolean;
  readonly partitions: readonly AddedPartition[];
}
export interface AddedPartition extends NodeBase {
  readonly kind: 'AddedPartition';
  readonly spec: PartitionSpec | Missing;
  readonly location: StringLiteral | Missing | undefined;
}
export interface DropPartitions extends NodeBase {
  readonly kind: 'DropPartitions';
  readonly ifExists: boolean;
  readonly partitions: readonly (PartitionSpec | Missing)[];
}
export interface RenamePartition extends NodeBase {
  readonly kind: 'RenamePartition';
  readonly to: PartitionSpec | Missing;
}
export interface ReplaceColumns extends NodeBase {
  readonly kind: 'ReplaceColumns';
  readonly columns: readonly HiveColumn[];
}
export interface AddHiveColumns extends NodeBase {
  readonly kind: 'AddHiveColumns';
  readonly columns: readonly HiveColumn[];
}
/** CHANGE [COLUMN] old new type [COMMENT …] [FIRST | AFTER column]. */
export interface ChangeColumn extends NodeBase {
  readonly kind: 'ChangeColumn';
  readonly from: Name;
  readonly column: HiveColumn;
  readonly position: 'FIRST' | Name | undefined;
}
export interface DropHiveColumn extends NodeBase {
  readonly kind: 'DropHiveColumn';
  readonly column: Name;
}
export interface SetLocation extends NodeBase {
  readonly kind: 'SetLocation';
  readonly location: StringLiteral | Missing;
}
export interface SetTableProperties extends NodeBase {
  readonly kind: 'SetTableProperties';
  readonly properties: readonly HiveProperty[];
}
export interface UnsetTableProperties extends NodeBase {
  readonly kind: 'UnsetTableProperties';
  readonly names: readonly (StringLiteral | Missing)[];
}
export interface MsckRepairTable extends NodeBase {
  readonly kind: 'MsckRepairTable';
  readonly table: QualifiedName;
}

/** UNLOAD (query) TO 's3://…' WITH (…). */
export interface Unload extends NodeBase {
  readonly kind: 'Unload';
  readonly query: Query | Missing;
  readonly location: StringLiteral | Missing;
  readonly properties: readonly Property[];
}
/** OPTIMIZE table REWRITE DATA USING BIN_PACK [WHERE …]. */
export interface Optimize extends NodeBase {
  readonly kind: 'Optimize';
  readonly table: QualifiedName;
  readonly where: Expression | undefined;
}
export interface Vacuum extends NodeBase {
  readonly kind: 'Vacuum';
  readonly table: QualifiedName;
}

export type AthenaPart =
  | AthenaStatement
  | HiveColumn
  | PartitionTransform
  | ClusteredBy
  | RowFormat
  | HiveDelimiter
  | StoredAs
  | HiveProperty
  | AlterHiveTable['change']
  | PartitionSpec
  | PartitionValue
  | AddedPartition;
