/**
 * The pieces of text that become nodes: a model file, a block of a snapshot file, a seed, a hook.
 * Invariant: a unit knows its exact range, and is the same object as long as its file and its place in the project are.
 */
import type { TextRange } from '../../text/TextRange';
import { topLevelBlocks } from '../context/engine';
import type { ProjectFile } from './files';
import { baseName, fqnOf } from './files';
import type { DbtNode } from './nodes';
import type { NodeEntry } from './schemaFile';
import type { ProjectSettings } from './settings';
import type { SourceFile } from './sourceFile';
import { memoizedWith } from './sourceFile';

export interface Unit {
  readonly type: DbtNode['type'];
  readonly name: string;
  readonly settings: ProjectSettings;
  readonly file: SourceFile;
  readonly range: TextRange;
  readonly rawCode: string;
  readonly language: 'sql' | 'python';
  readonly originalFilePath: string;
  readonly path: string;
  readonly fqn: readonly string[];
  /** Set on the node beside its configs' tags. */
  readonly ownTags: readonly string[];
}

/** Units of one file; none for files that only describe others. */
export const unitsOf: (file: SourceFile, place: ProjectFile) => readonly Unit[] = memoizedWith(
  (file: SourceFile, { settings, role, originalPath, relativePath }: ProjectFile): readonly Unit[] => {
    const name = baseName(originalPath);
    const common = { settings, file, originalFilePath: originalPath, language: 'sql' as const, ownTags: [] };
    const whole = trimmedRange(file.text);
    const rawCode = file.text.slice(whole.start, whole.end);
    switch (role) {
      case 'model':
        return [{ ...common, type: 'model', name, range: whole, rawCode, path: relativePath, fqn: fqnOf(settings, relativePath, name) }];
      case 'pythonModel':
        return [
          {
            ...common,
            type: 'model',
            name,
            range: whole,
            rawCode,
            language: 'python',
            path: relativePath,
            fqn: fqnOf(settings, relativePath, name),
          },
        ];
      case 'seed':
        return [
          {
            ...common,
            type: 'seed',
            name,
            range: { start: 0, end: 0 },
            rawCode: '',
            path: relativePath,
            fqn: fqnOf(settings, relativePath, name),
          },
        ];
      case 'analysis': {
        const path = `analysis/${relativePath}`;
        return [{ ...common, type: 'analysis', name, range: whole, rawCode, path, fqn: fqnOf(settings, path, name) }];
      }
      case 'singularTest':
        return [{ ...common, type: 'test', name, range: whole, rawCode, path: relativePath, fqn: fqnOf(settings, relativePath, name) }];
      case 'snapshot':
        return topLevelBlocks(file, 'snapshot').map(block => ({
          ...common,
          type: 'snapshot',
          name: block.name,
          range: block.bodyRange,
          rawCode: file.text.slice(block.bodyRange.start, block.bodyRange.end),
          path: relativePath,
          fqn: [settings.name, ...relativePath.replace(/\.[^.]*$/, '').split('/'), block.name],
        }));
      default:
        return [];
    }
  },
);

/** A snapshot that YAML defines by the relation it reads. */
export function yamlSnapshot(entry: NodeEntry, file: SourceFile, place: ProjectFile): Unit {
  const { settings } = place;
  return {
    type: 'snapshot',
    name: entry.name,
    settings,
    file,
    range: entry.relationRange ?? entry.nameRange,
    rawCode: `select * from {{ ${entry.relation ?? ''} }}`,
    language: 'sql',
    originalFilePath: place.originalPath,
    path: `${place.relativePath}/${entry.name}.sql`,
    fqn: fqnOf(settings, place.relativePath, entry.name),
    ownTags: [],
  };
}

/** `on-run-start` and `on-run-end` of a project file, as operations. */
export const hookUnits: (settings: ProjectSettings, file: SourceFile) => readonly Unit[] = memoizedWith(
  (settings: ProjectSettings, file: SourceFile): readonly Unit[] =>
    (['on-run-start', 'on-run-end'] as const).flatMap(kind =>
      (kind === 'on-run-start' ? settings.onRunStart : settings.onRunEnd).map((sql, index): Unit => {
        const name = `${settings.name}-${kind}-${index}`;
        const at = file.text.indexOf(sql);
        return {
          type: 'operation',
          name,
          settings,
          file,
          range: at < 0 ? settings.nameRange : { start: at, end: at + sql.length },
          rawCode: sql,
          language: 'sql',
          originalFilePath: './dbt_project.yml',
          path: `hooks/${name}.sql`,
          fqn: [settings.name, 'hooks', name],
          ownTags: [kind],
        };
      }),
    ),
);

/** Without the white space around it, which dbt takes off every model. */
export function trimmedRange(text: string): TextRange {
  const start = text.length - text.trimStart().length;
  return start === text.length ? { start: 0, end: 0 } : { start, end: text.trimEnd().length };
}
