/** Findings about a dbt project's files. Invariant: each has a file and a range in that file's text, so that an editor can always show it. */
import type { TextRange } from '../text/TextRange';

export type DbtCode =
  | 'PROJECT_FILE_MISSING'
  | 'PROJECT_FILE_INVALID'
  | 'PROFILE_MISSING'
  | 'TARGET_MISSING'
  | 'PACKAGE_MISSING'
  | 'YAML_SYNTAX'
  | 'YAML_DUPLICATE_KEY'
  | 'YAML_SHAPE'
  | 'ENV_VAR_MISSING'
  | 'VAR_MISSING'
  | 'JINJA_SYNTAX'
  | 'JINJA_ERROR'
  | 'MACRO_NOT_FOUND'
  | 'REF_NOT_FOUND'
  | 'REF_DISABLED'
  | 'REF_NOT_ALLOWED'
  | 'SOURCE_NOT_FOUND'
  | 'SOURCE_DISABLED'
  | 'DOC_NOT_FOUND'
  | 'REF_CYCLE'
  | 'DUPLICATE_NAME'
  | 'DUPLICATE_RELATION'
  | 'UNPATCHED'
  | 'PYTHON_MODEL'
  | 'CONFIG_INVALID'
  | 'FILE_UNREADABLE'
  | 'UNKNOWN_AT_COMPILE';

export interface DbtDiagnostic {
  readonly code: DbtCode;
  readonly severity: 'error' | 'warning' | 'info' | 'hint';
  readonly message: string;
  /** Path in the project's file map. */
  readonly file: string;
  readonly range: TextRange;
}

export const startOfFile: TextRange = { start: 0, end: 0 };
