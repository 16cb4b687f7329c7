/** What completion offers, before it takes an editor's shape. */
import type { ColumnId } from '../../analysis/scope/Field';
import type { TextRange } from '../../text/TextRange';

export type CompletionKind =
  | 'column'
  | 'partitionKey'
  | 'rowField'
  | 'cte'
  | 'alias'
  | 'table'
  | 'view'
  | 'database'
  | 'model'
  | 'source'
  | 'function'
  | 'keyword'
  | 'snippet'
  | 'value'
  | 'name';

export interface CompletionItem {
  readonly label: string;
  readonly kind: CompletionKind;
  /** Right of the label: the type of a column, the layer of a table. */
  readonly detail?: string;
  /** Dim: the table of a column, the database of a table. */
  readonly from?: string;
  /** What is inserted; the label where it is not given. */
  readonly insert?: string;
  /** `insert` holds tab stops. */
  readonly snippet?: boolean;
  /** What typed letters are matched against; the label where it is not given. */
  readonly filter?: string;
  /** CommonMark. */
  readonly documentation?: string;
  /** A column of the catalog: what the hover says of it is asked for when the item is looked at. */
  readonly column?: ColumnId;
  /** Higher stands earlier; equal ones keep the order they were made in. */
  readonly likelihood: number;
}

export interface CompletionList {
  readonly items: readonly CompletionItem[];
  /** The word that an item replaces, in the document's text. */
  readonly replace: TextRange;
  /** More could be offered after another letter. */
  readonly incomplete: boolean;
}
