/**
 * One cell in full: text as it is, nested values and JSON as a tree that works with the arrow keys.
 * Invariant: shows the whole value, asking the extension for it where the page has a shortened one.
 */
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';

import type { WireColumn, WireResult, WireView } from '../../../server/src/protocol/results';
import type { CellValue } from '../../../server/src/protocol/webview';
import { count, counted } from '../figures';
import { ToolButton } from '../menu';
import { Tree } from '../tree';
import type { TreeItem } from '../tree';
import { fullText } from './cellText';
import { jsonValue } from './clipboardText';
import type { Around } from './context';
import { createRowSource, isFailure } from './rowSource';
import type { GridRow } from './gridColumns';
import { trinoType } from './trinoType';
import { jsonTree, valueTree } from './valueTree';
import type { ValueNode } from './valueTree';

type Props = Around & {
  readonly result: WireResult;
  readonly columns: readonly WireColumn[];
  readonly view: WireView;
  readonly row: number;
  readonly column: number;
  readonly loaded: GridRow | undefined;
  readonly onClose: () => void;
};

export function CellPane(props: Props): JSX.Element {
  const { result, columns, view, row, column, host, onClose } = props;
  const [value, setValue] = useState<CellValue | undefined>(props.loaded?.[column]);
  const [failure, setFailure] = useState<string | undefined>(undefined);
  const pane = useRef<HTMLElement>(null);
  const about = columns[column];
  const type = trinoType(about?.type ?? '');

  useEffect(() => {
    let alive = true;
    void createRowSource(host, result.resultId, columns)
      .cell(view, row, column)
      .then(answer => {
        if (!alive) return;
        if (isFailure(answer)) setFailure(answer.message);
        else setValue(answer);
      });
    return () => {
      alive = false;
    };
  }, [row, column]);
  useEffect(() => pane.current?.querySelector<HTMLElement>('[role=tree],.value-text')?.focus(), []);

  const tree = useMemo(() => {
    if (value === undefined || value === null) return undefined;
    const root =
      typeof value === 'object'
        ? valueTree(about?.name ?? '', value, type)
        : typeof value === 'string'
          ? jsonTree(about?.name ?? '', value)
          : undefined;
    return root && [treeItem(root, 'root', 0)];
  }, [value]);
  const text = value === undefined ? '' : typeof value === 'object' && value !== null ? jsonValue(value, type) : fullText(value, type);

  return (
    <aside
      ref={pane}
      class="side-pane"
      aria-label={`Value of ${about?.name ?? ''} in row ${row + 1}`}
      onKeyDown={event => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <div class="pane-head">
        <h2>
          <bdi>{about?.name}</bdi>
        </h2>
        <ToolButton icon="copy" label="Copy value" onClick={() => host.post({ kind: 'copy', text: value === null ? '' : text })} />
        <ToolButton icon="close" label="Close" onClick={onClose} />
      </div>
      <p class="dim pane-note">
        <span class="type-name">{about?.type}</span> · row {count(row + 1)}
        {typeof value === 'string' && ` · ${counted(value.length, 'character')}`}
      </p>
      {failure && <p class="pane-note">{failure}</p>}
      {tree && <Tree id="value" label="Parts of the value" items={tree} />}
      {(!tree || typeof value === 'string') && value !== undefined && (
        <div
          class={value === null ? 'value-text null' : 'value-text'}
          tabIndex={0}
          role="textbox"
          aria-readonly="true"
          aria-multiline="true"
          aria-label="Value"
        >
          {text === '' ? <span class="dim">empty string</span> : text}
        </div>
      )}
    </aside>
  );
}

/** Small values are shown open, large ones closed. */
function treeItem(node: ValueNode, key: string, depth: number): TreeItem {
  const branch = node.children.length > 0;
  return {
    key,
    label: node.label,
    text: node.text,
    textClass: branch ? 'dim' : node.isNull ? 'null' : '',
    ...(branch
      ? {
          children: () => node.children.map((child, i) => treeItem(child, String(i), depth + 1)),
          openAtFirst: depth === 0 || node.children.length <= 10,
        }
      : { note: node.type }),
  };
}
