/**
 * A tree for mouse, keyboard and screen reader, as the ARIA pattern has it: one tab stop, arrows walk, Enter does the line's action.
 * Invariant: children are asked for only when their parent is open; what is not drawn is said.
 */
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';

import { count } from './figures';
import { Icon } from './icons';

export interface TreeItem {
  /** Unique among its siblings. */
  readonly key: string;
  readonly label: string;
  readonly text?: string;
  readonly textClass?: string;
  /** At the end of the line, dim. */
  readonly note?: string;
  readonly current?: boolean;
  readonly children?: () => readonly TreeItem[];
  readonly openAtFirst?: boolean;
  /** Enter or a click; without it these open and close. */
  readonly run?: () => void;
}

interface Line {
  readonly path: string;
  readonly depth: number;
  readonly item: TreeItem;
  readonly position: number;
  readonly siblings: number;
}

/** Lines that are drawn at most. */
const drawnLines = 2000;

export function Tree({
  items,
  label,
  id,
}: {
  readonly items: readonly TreeItem[];
  readonly label: string;
  readonly id: string;
}): JSX.Element {
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  const [active, setActive] = useState<string | undefined>(undefined);
  const tree = useRef<HTMLDivElement>(null);
  const lines = useMemo(() => visibleLines(items, turned), [items, turned]);
  const isOpen = (line: Line) => (line.item.openAtFirst ?? false) !== turned.has(line.path);
  const current = lines.find(line => line.path === active) ?? lines[0];

  useEffect(() => {
    if (tree.current?.contains(document.activeElement))
      tree.current.querySelector('.tree-line.active')?.scrollIntoView({ block: 'nearest' });
  }, [active]);

  const toggle = (line: Line) => {
    const next = new Set(turned);
    if (!next.delete(line.path)) next.add(line.path);
    setTurned(next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!current) return;
    const index = lines.indexOf(current);
    const go = (line: Line | undefined) => line && setActive(line.path);
    const branch = current.item.children !== undefined;
    if (event.key === 'ArrowDown') go(lines[index + 1]);
    else if (event.key === 'ArrowUp') go(lines[index - 1]);
    else if (event.key === 'Home') go(lines[0]);
    else if (event.key === 'End') go(lines.at(-1));
    else if (event.key === 'ArrowRight') {
      if (branch && !isOpen(current)) toggle(current);
      else if (branch) go(lines[index + 1]);
    } else if (event.key === 'ArrowLeft') {
      if (branch && isOpen(current)) toggle(current);
      else go(lines.slice(0, index).findLast(line => line.depth < current.depth));
    } else if (event.key === 'Enter' || event.key === ' ') {
      if (current.item.run) current.item.run();
      else if (branch) toggle(current);
    } else return;
    event.preventDefault();
  };

  return (
    <div
      ref={tree}
      class="tree"
      role="tree"
      aria-label={label}
      tabIndex={0}
      aria-activedescendant={current ? `${id}-${lines.indexOf(current)}` : undefined}
      onKeyDown={onKeyDown}
    >
      {lines.slice(0, drawnLines).map((line, i) => {
        const { item, depth, path, position, siblings } = line;
        const branch = item.children !== undefined;
        return (
          <div
            key={path}
            id={`${id}-${i}`}
            role="treeitem"
            aria-level={depth + 1}
            aria-posinset={position}
            aria-setsize={siblings}
            aria-expanded={branch ? isOpen(line) : undefined}
            aria-selected={line === current}
            aria-current={item.current ? 'true' : undefined}
            class={line === current ? 'tree-line active' : 'tree-line'}
            style={{ paddingLeft: `${6 + depth * 14}px` }}
            onClick={() => {
              setActive(path);
              if (item.run) item.run();
              else if (branch) toggle(line);
            }}
          >
            <span
              class="tree-arrow"
              onClick={event => {
                if (!branch) return;
                event.stopPropagation();
                toggle(line);
              }}
            >
              {branch && <Icon name={isOpen(line) ? 'down' : 'right'} />}
            </span>
            <bdi class="tree-label">{item.label}</bdi>
            {item.text !== undefined && <span class={`tree-text ${item.textClass ?? ''}`}>{item.text}</span>}
            {item.note !== undefined && <span class="tree-note">{item.note}</span>}
          </div>
        );
      })}
      {lines.length > drawnLines && <p class="dim pane-note">{count(lines.length - drawnLines)} more lines: close a branch to see them.</p>}
    </div>
  );
}

function visibleLines(items: readonly TreeItem[], turned: ReadonlySet<string>): Line[] {
  const lines: Line[] = [];
  const visit = (siblings: readonly TreeItem[], parent: string, depth: number): void => {
    siblings.forEach((item, i) => {
      const path = `${parent}/${item.key}`;
      lines.push({ path, depth, item, position: i + 1, siblings: siblings.length });
      if (item.children && (item.openAtFirst ?? false) !== turned.has(path)) visit(item.children(), path, depth + 1);
    });
  };
  visit(items, '', 0);
  return lines;
}
