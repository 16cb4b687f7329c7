/**
 * One cell in full: text as it is, nested values and JSON as a tree that works with the arrow keys.
 * Invariant: shows the whole value, asking the extension for it where the page has a shortened one.
 */
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';

import type { WireColumn, WireResult, WireView } from '../../../server/src/protocol/results';
import type { CellValue } from '../../../server/src/protocol/webview';
import { count, counted } from '../figures';
import { Icon } from '../icons';
import { ToolButton } from '../menu';
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
    if (typeof value === 'object') return valueTree(about?.name ?? '', value, type);
    return typeof value === 'string' ? jsonTree(about?.name ?? '', value) : undefined;
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
      {tree && <ValueTree root={tree} />}
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

interface TreeLine {
  readonly path: string;
  readonly depth: number;
  readonly node: ValueNode;
  readonly position: number;
  readonly siblings: number;
}

/** Lines that are drawn at most; the rest is said. */
const drawnLines = 2000;

export function ValueTree({ root }: { readonly root: ValueNode }): JSX.Element {
  const [open, setOpen] = useState<ReadonlySet<string>>(() => firstOpen(root));
  const [active, setActive] = useState('0');
  const tree = useRef<HTMLDivElement>(null);
  const lines = useMemo(() => visibleLines(root, open), [root, open]);
  const toggle = (path: string, wanted?: boolean) => {
    const next = new Set(open);
    if (wanted ?? !next.has(path)) next.add(path);
    else next.delete(path);
    setOpen(next);
  };
  const go = (path: string | undefined) => {
    if (path === undefined) return;
    setActive(path);
    tree.current?.querySelector(`[data-path="${path}"]`)?.scrollIntoView({ block: 'nearest' });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const index = lines.findIndex(line => line.path === active);
    const line = lines[index];
    if (!line) return;
    const expandable = line.node.children.length > 0;
    if (event.key === 'ArrowDown') go(lines[index + 1]?.path);
    else if (event.key === 'ArrowUp') go(lines[index - 1]?.path);
    else if (event.key === 'Home') go(lines[0]?.path);
    else if (event.key === 'End') go(lines.at(-1)?.path);
    else if (event.key === 'ArrowRight') {
      if (expandable && !open.has(line.path)) toggle(line.path, true);
      else go(expandable ? lines[index + 1]?.path : undefined);
    } else if (event.key === 'ArrowLeft') {
      if (expandable && open.has(line.path)) toggle(line.path, false);
      else go(line.path.includes('.') ? line.path.slice(0, line.path.lastIndexOf('.')) : undefined);
    } else if (event.key === 'Enter' || event.key === ' ') toggle(line.path);
    else return;
    event.preventDefault();
  };
  return (
    <div
      class="value-tree"
      ref={tree}
      role="tree"
      aria-label="Parts of the value"
      tabIndex={0}
      aria-activedescendant={`value-${active}`}
      onKeyDown={onKeyDown}
    >
      {lines.slice(0, drawnLines).map(({ path, depth, node, position, siblings }) => (
        <div
          key={path}
          id={`value-${path}`}
          data-path={path}
          role="treeitem"
          aria-level={depth + 1}
          aria-posinset={position}
          aria-setsize={siblings}
          aria-expanded={node.children.length > 0 ? open.has(path) : undefined}
          aria-selected={path === active}
          class={path === active ? 'tree-line active' : 'tree-line'}
          style={{ paddingLeft: `${6 + depth * 14}px` }}
          onClick={() => {
            setActive(path);
            if (node.children.length > 0) toggle(path);
          }}
        >
          <span class="tree-arrow">{node.children.length > 0 && <Icon name={open.has(path) ? 'down' : 'right'} />}</span>
          <bdi class="tree-label">{node.label}</bdi>
          <span class={node.children.length > 0 ? 'tree-count' : node.isNull ? 'tree-text null' : 'tree-text'}>{node.text}</span>
          <span class="tree-type">{node.children.length > 0 ? '' : node.type}</span>
        </div>
      ))}
      {lines.length > drawnLines && (
        <p class="dim pane-note">{count(lines.length - drawnLines)} more lines: close a branch, or copy the value.</p>
      )}
    </div>
  );
}

function firstOpen(root: ValueNode): ReadonlySet<string> {
  const open = new Set(['0']);
  if (root.children.length <= 20) root.children.forEach((child, i) => child.children.length <= 10 && open.add(`0.${i}`));
  return open;
}

function visibleLines(root: ValueNode, open: ReadonlySet<string>): TreeLine[] {
  const lines: TreeLine[] = [];
  const visit = (node: ValueNode, path: string, depth: number, position: number, siblings: number): void => {
    lines.push({ path, depth, node, position, siblings });
    if (open.has(path)) node.children.forEach((child, i) => visit(child, `${path}.${i}`, depth + 1, i + 1, node.children.length));
  };
  visit(root, '0', 0, 1, 1);
  return lines;
}
