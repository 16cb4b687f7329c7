/** Settings as the editor sends them, made whole: what is missing or of the wrong shape takes its default. */
import { defaultLayerPatterns } from '../core/catalog/layers';
import type { LintSeverities } from '../core/lint/rules';

/** The `medallion` section of an editor's settings. */
export interface WorkspaceSettings {
  readonly enable: 'auto' | 'on' | 'off';
  readonly catalog: { readonly source: 'auto' | 'snapshot' | 'duckdb' | 'aws'; readonly file: string };
  /** Location prefix → folder: objects below the prefix are read from there. */
  readonly storage: { readonly folders: Readonly<Record<string, string>> };
  readonly engine: 'auto' | 'duckdb' | 'athena' | 'trino';
  readonly duckdb: { readonly memoryLimit: string };
  readonly dbt: { readonly target: string };
  readonly layers: { readonly patterns: Readonly<Record<string, readonly string[]>> };
  readonly cost: { readonly pricePerTerabyte: number; readonly budget: number };
  readonly lineage: { readonly depth: number };
  readonly preview: { readonly rows: number };
  readonly sql: { readonly dialect: 'athena' | 'trino' };
  /** Severities of lint rules by name; a rule that is not named keeps its own. */
  readonly lint: { readonly rules: LintSeverities };
}

export const defaultSettings: WorkspaceSettings = {
  enable: 'auto',
  catalog: { source: 'auto', file: '' },
  storage: { folders: {} },
  engine: 'auto',
  duckdb: { memoryLimit: '2GB' },
  dbt: { target: '' },
  layers: { patterns: { ...defaultLayerPatterns } },
  cost: { pricePerTerabyte: 5, budget: 1 },
  lineage: { depth: 2 },
  preview: { rows: 500 },
  sql: { dialect: 'athena' },
  lint: { rules: {} },
};

export function settingsFrom(value: unknown): WorkspaceSettings {
  return merge(defaultSettings, value) as WorkspaceSettings;
}

/** Takes over what has the default's type; free maps (folders, patterns) are taken as they are. */
function merge(base: unknown, value: unknown): unknown {
  if (!isPlainObject(base)) return typeof value === typeof base ? value : base;
  if (!isPlainObject(value)) return base;
  const freeMap = Object.keys(base).length === 0 || Object.values(base).every(Array.isArray);
  if (freeMap) return Object.keys(value).length > 0 ? value : base;
  return Object.fromEntries(Object.entries(base).map(([key, inner]) => [key, merge(inner, value[key])]));
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
