/** The node that a word of the command line names: unique id, plain name, relation, or file. */
import { relative, resolve, sep } from 'node:path';
import type { LineageNode } from '../core/lineage/ProjectLineage';
import { CommandError } from './arguments';
import type { ProjectSession } from './session';

export function modelNamed({ root, lineage }: ProjectSession, word: string | undefined): LineageNode {
  if (word === undefined) throw new CommandError('name a model, for example: medallion lineage dim_customers');
  const named = lineage.find(word);
  if (named) return named;
  const file = relative(root, resolve(word)).split(sep).join('/');
  const ofFile = [...lineage.all].find(node => node.file === file && node.kind !== 'source');
  if (ofFile) return ofFile;
  const near = [...lineage.all].filter(({ name, kind }) => kind !== 'test' && (name.includes(word) || word.includes(name))).slice(0, 3);
  throw new CommandError(
    `no model, source or table ${word}${near.length > 0 ? `: did you mean ${near.map(({ name }) => name).join(' or ')}?` : ''}`,
  );
}
