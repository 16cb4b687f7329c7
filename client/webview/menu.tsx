/**
 * A button with a menu, and a menu at a point, as the ARIA pattern has them: arrows, Home, End, first letters, Escape gives the focus back.
 * Invariant: one menu is open at a time; it closes when the focus leaves it.
 */
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

import { Icon } from './icons';
import type { IconName } from './icons';

export interface MenuItem {
  readonly label: string;
  readonly hint?: string;
  readonly separated?: boolean;
  readonly checked?: boolean;
  readonly run: () => void;
}

export function MenuButton({
  icon,
  label,
  items,
}: {
  readonly icon: IconName;
  readonly label: string;
  readonly items: readonly MenuItem[];
}): JSX.Element {
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <div class="menu-anchor">
      <button
        ref={button}
        type="button"
        class="tool"
        aria-haspopup="menu"
        aria-expanded={open}
        title={label}
        onClick={() => setOpen(!open)}
      >
        <Icon name={icon} />
        <span class="tool-label">{label}</span>
        <Icon name="down" />
      </button>
      {open && <Menu items={items} label={label} onClose={close} />}
    </div>
  );
}

/** `at` in page coordinates; without it the menu hangs below its anchor. */
export function Menu({
  items,
  label,
  at,
  onClose,
}: {
  readonly items: readonly MenuItem[];
  readonly label: string;
  readonly at?: { readonly x: number; readonly y: number };
  readonly onClose: () => void;
}): JSX.Element {
  const list = useRef<HTMLDivElement>(null);
  const entries = (): HTMLElement[] => [...(list.current?.querySelectorAll<HTMLElement>('[role^=menuitem]') ?? [])];
  useEffect(() => entries()[0]?.focus(), []);
  useLayoutEffect(() => place(list.current, at), [at]);
  const onKeyDown = (event: KeyboardEvent) => {
    const all = entries();
    const step = (to: number) => all[(to + all.length) % all.length]?.focus();
    const index = all.indexOf(document.activeElement as HTMLElement);
    if (event.key === 'ArrowDown') step(index + 1);
    else if (event.key === 'ArrowUp') step(index - 1);
    else if (event.key === 'Home') step(0);
    else if (event.key === 'End') step(all.length - 1);
    else if (event.key === 'Escape' || event.key === 'Tab') onClose();
    else if (/^\S$/u.test(event.key)) {
      const after = [...all.slice(index + 1), ...all.slice(0, index + 1)];
      after.find(item => item.textContent.toLowerCase().startsWith(event.key.toLowerCase()))?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onFocusOut = (event: FocusEvent) => {
    if (!(event.relatedTarget instanceof Node && list.current?.parentElement?.contains(event.relatedTarget))) onClose();
  };
  return (
    <div ref={list} class="menu" role="menu" aria-label={label} onKeyDown={onKeyDown} onFocusOut={onFocusOut}>
      {items.map(item => (
        <button
          type="button"
          key={item.label}
          role={item.checked === undefined ? 'menuitem' : 'menuitemcheckbox'}
          aria-checked={item.checked}
          tabIndex={-1}
          class={item.separated ? 'menu-item separated' : 'menu-item'}
          onClick={() => {
            onClose();
            item.run();
          }}
        >
          <span class="menu-check">{item.checked && <Icon name="success" />}</span>
          <span class="menu-label">{item.label}</span>
          {item.hint && <span class="menu-hint">{item.hint}</span>}
        </button>
      ))}
    </div>
  );
}

export function ToolButton(props: {
  readonly icon: IconName;
  readonly label: string;
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  readonly showLabel?: boolean;
  readonly title?: string;
  readonly children?: ComponentChildren;
  readonly onClick: () => void;
}): JSX.Element {
  return (
    <button
      type="button"
      class="tool"
      aria-label={props.showLabel ? undefined : props.label}
      aria-pressed={props.pressed}
      disabled={props.disabled}
      title={props.title ?? props.label}
      onClick={props.onClick}
    >
      <Icon name={props.icon} />
      {props.showLabel && <span class="tool-label">{props.label}</span>}
      {props.children}
    </button>
  );
}

/** Keeps the menu inside the window, whichever corner it was opened in. */
function place(menu: HTMLElement | null, at: { readonly x: number; readonly y: number } | undefined): void {
  if (!menu) return;
  if (at) {
    menu.style.position = 'fixed';
    menu.style.left = `${at.x}px`;
    menu.style.top = `${at.y}px`;
  }
  const box = menu.getBoundingClientRect();
  const overRight = box.right - window.innerWidth + 4;
  const overBottom = box.bottom - window.innerHeight + 4;
  if (overRight > 0) menu.style.transform = `translateX(${-Math.min(overRight, box.left - 4)}px)`;
  if (overBottom > 0 && at) menu.style.top = `${Math.max(4, at.y - box.height)}px`;
  else if (overBottom > 0) menu.style.maxHeight = `${Math.max(80, box.height - overBottom)}px`;
}
