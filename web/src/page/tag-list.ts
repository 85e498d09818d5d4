// The lists of tags with their bars. A tag that stays keeps its element, so that its bar can move.
import type { Tag } from '../protocol/messages';
import { formatPercent } from './wording';

interface Row {
  item: HTMLLIElement;
  button: HTMLButtonElement;
  percent: HTMLElement;
  bar: HTMLElement;
}

function span(className: string, text = ''): HTMLSpanElement {
  const element = document.createElement('span');
  element.className = className;
  element.textContent = text;
  return element;
}

function createRow(label: string, onWhy: (label: string) => void): Row {
  const item = document.createElement('li');
  const percent = span('percent');
  const bar = span('bar');
  bar.setAttribute('aria-hidden', 'true');
  bar.append(span('fill'), span('notch'));
  const name = span('label');
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = label;
  button.title = 'Why this tag?';
  button.setAttribute('aria-controls', 'why');
  button.addEventListener('click', () => onWhy(label));
  name.append(button);
  item.append(name, ' ', percent, bar);
  return { item, button, percent, bar };
}

export interface ShownGroup {
  list: HTMLUListElement;
  tags: readonly Tag[];
}

export interface TagLists {
  /** `groups` are always of the same lists; `explained` is the label whose reasons are shown. */
  render: (groups: readonly ShownGroup[], explained: string | undefined) => void;
}

export function createTagLists(onWhy: (label: string) => void): TagLists {
  let rows = new Map<string, Row>();
  return {
    render(groups, explained) {
      const focused = document.activeElement;
      const next = new Map<string, Row>();
      for (const { label, probability, threshold } of groups.flatMap(({ tags }) => tags)) {
        const row = rows.get(label) ?? createRow(label, onWhy);
        const percent = formatPercent(probability);
        if (row.percent.textContent !== percent) row.percent.textContent = percent;
        row.bar.style.setProperty('--probability', String(probability));
        row.bar.style.setProperty('--threshold', String(threshold));
        row.button.setAttribute('aria-expanded', String(label === explained));
        next.set(label, row);
      }
      for (const [label, row] of rows) if (!next.has(label)) row.item.remove();
      for (const { list, tags } of groups) {
        for (const [index, { label }] of tags.entries()) {
          const item = next.get(label)!.item;
          const there = list.children.item(index);
          if (there !== item) list.insertBefore(item, there);
        }
      }
      rows = next;
      // An element that moves loses the focus.
      if (focused instanceof HTMLButtonElement && focused !== document.activeElement) {
        focused.focus({ preventScroll: true });
      }
    },
  };
}
