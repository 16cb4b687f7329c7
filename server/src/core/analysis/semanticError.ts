/** What is wrong with a statement beyond its syntax. Invariant: `code` is Trino's errorName, and the range begins where Trino points. */

export type SemanticErrorCode =
  | 'ALREADY_EXISTS'
  | 'AMBIGUOUS_FUNCTION_CALL'
  | 'AMBIGUOUS_NAME'
  | 'CATALOG_NOT_FOUND'
  | 'COLUMN_ALIAS_NOT_FOUND'
  | 'COLUMN_NOT_FOUND'
  | 'COLUMN_TYPE_UNKNOWN'
  | 'DUPLICATE_COLUMN_NAME'
  | 'DUPLICATE_COLUMN_OR_PATH_NAME'
  | 'DUPLICATE_NAMED_QUERY'
  | 'DUPLICATE_PARAMETER_NAME'
  | 'DUPLICATE_PROPERTY'
  | 'DUPLICATE_WINDOW_NAME'
  | 'EXPRESSION_NOT_AGGREGATE'
  | 'EXPRESSION_NOT_CONSTANT'
  | 'EXPRESSION_NOT_IN_DISTINCT'
  | 'EXPRESSION_NOT_SCALAR'
  | 'FUNCTION_NOT_AGGREGATE'
  | 'FUNCTION_NOT_FOUND'
  | 'FUNCTION_NOT_WINDOW'
  | 'INVALID_ARGUMENTS'
  | 'INVALID_COLUMN_REFERENCE'
  | 'INVALID_FUNCTION_ARGUMENT'
  | 'INVALID_LABEL'
  | 'INVALID_LIMIT_CLAUSE'
  | 'INVALID_LITERAL'
  | 'INVALID_NAVIGATION_NESTING'
  | 'INVALID_ORDER_BY'
  | 'INVALID_PARAMETER_USAGE'
  | 'INVALID_PARTITION_BY'
  | 'INVALID_PATH'
  | 'INVALID_PATTERN_RECOGNITION_FUNCTION'
  | 'INVALID_PLAN'
  | 'INVALID_PROCESSING_MODE'
  | 'INVALID_RANGE'
  | 'INVALID_RECURSIVE_REFERENCE'
  | 'INVALID_ROW_PATTERN'
  | 'INVALID_WINDOW_FRAME'
  | 'INVALID_WINDOW_MEASURE'
  | 'INVALID_WINDOW_REFERENCE'
  | 'MISMATCHED_COLUMN_ALIASES'
  | 'MISSING_ARGUMENT'
  | 'MISSING_COLUMN_ALIASES'
  | 'MISSING_COLUMN_NAME'
  | 'MISSING_GROUP_BY'
  | 'MISSING_ORDER_BY'
  | 'MISSING_PATH_NAME'
  | 'MISSING_OVER'
  | 'MISSING_RETURN'
  | 'MISSING_ROW_PATTERN'
  | 'MISSING_VARIABLE_DEFINITIONS'
  | 'NESTED_AGGREGATION'
  | 'NESTED_RECURSIVE'
  | 'NESTED_ROW_PATTERN_RECOGNITION'
  | 'NESTED_WINDOW'
  | 'NOT_FOUND'
  | 'NOT_SUPPORTED'
  | 'NULL_TREATMENT_NOT_ALLOWED'
  | 'NUMERIC_VALUE_OUT_OF_RANGE'
  | 'SCHEMA_NOT_FOUND'
  | 'SYNTAX_ERROR'
  | 'TABLE_ALREADY_EXISTS'
  | 'TABLE_HAS_NO_COLUMNS'
  | 'TABLE_NOT_FOUND'
  | 'TOO_MANY_ARGUMENTS'
  | 'TYPE_MISMATCH'
  | 'TYPE_NOT_FOUND'
  | 'UNSUPPORTED_SUBQUERY'
  | 'VIEW_IS_RECURSIVE';

export interface SemanticError {
  readonly code: SemanticErrorCode;
  readonly message: string;
  /** UTF-16 offsets relative to the start of the statement, as the tree's. */
  readonly start: number;
  readonly end: number;
  /** Names that may have been meant, best first: to be put in place of the last part of the range's name. */
  readonly suggestions?: readonly string[];
  /** Other places that have to do with it, with what they are: the other column of an ambiguous name. */
  readonly related?: readonly { readonly message: string; readonly start: number; readonly end: number }[];
}
