/** The face of the analysis. Invariant: what is not exported here may change without notice. */
export { analyzeStatement } from './analyzeStatement';
export { analyzeText } from './analyzeText';
export type { AnalyzedText, Position, PrintedDiagnostic, PrintedStatement } from './analyzeText';
export type { AnalysisContext, ColumnUse, OutputColumn, ResolvedFunction, ResolvedRelation, UseKind } from './Analyzer';
export { allFunctions, functionDescription, functionNamed } from './functions/catalogue';
export type { FunctionEntry } from './functions/catalogue';
export { signatureText } from './functions/signature';
export type { FunctionKind, Signature } from './functions/signature';
export { visibleFields } from './scope/Field';
export type { ColumnId, Field, FieldDefinition, RelationName, RelationType } from './scope/Field';
export { namedQuery, resolveField, rootScope } from './scope/Scope';
export type { NamedQuery, Scope } from './scope/Scope';
export type { SemanticError, SemanticErrorCode } from './semanticError';
export { StatementAnalysis } from './StatementAnalysis';
export type { TransformKind, TransformPlace } from './transform';
export { hiveTypeName, printType } from './types/printType';
export { parseHiveType, parseTrinoType } from './types/parseType';
export type { TrinoType } from './types/TrinoType';
