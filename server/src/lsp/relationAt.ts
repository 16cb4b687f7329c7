/** The relation or column that stands at a place of a document, by its full name. */
import type { Workspace } from '../app/Workspace';
import type { DocumentPosition } from '../protocol/message';
import { definitionTarget } from '../core/ide/target';
import { placeIn } from './views';

/** `database.table` or `database.table.column`, in lower case; undefined where nothing of the catalog stands. */
export function relationAt(workspace: Workspace, position: DocumentPosition): string | undefined {
  const place = placeIn(workspace, position);
  return place && definitionTarget(place.view, place.offset)?.catalogName;
}
