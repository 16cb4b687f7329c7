/** The face of the analysis. Invariant: what is not exported here may change without notice. */
export { analyzeStatement } from './analyzeStatement';
export { analyzeText } from './analyzeText';
export type { AnalyzedText, PrintedDiagnostic } from './analyzeText';
export type { AnalysisContext } from './Analyzer';
export { allFunctions } from './functions/catalogue';
export type { ColumnId } from './scope/Field';
export { StatementAnalysis } from './StatementAnalysis';
export { printType } from './types/printType';
export { parseTrinoType } from './types/parseType';
