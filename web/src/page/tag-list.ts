// The list of tags with their bars. A tag that stays keeps its element, so that its bar can move.
import type { Tag } from '../protocol/messages';
import { formatPercent } from './wording';

interface Row {
  item: HTMLLIElement;
  percent: HTMLElement;
  bar: HTMLElement;
}

function span(className: string, text = ''): HTMLSpanElement {
  const element = document.createElement('span');
  element.className = className;
  element.textContent = text;
  return element;
}

function createRow(label: string): Row {
  const item = document.createElement('li');
  const percent = span('percent');
  const bar = span('bar');
  bar.setAttribute('aria-hidden', 'true');
  bar.append(span('fill'), span('notch'));
  item.append(span('label', label), ' ', percent, bar);
  return { item, percent, bar };
}

export function createTagList(list: HTMLUListElement): { render: (tags: readonly Tag[]) => void } {
  let rows = new Map<string, Row>();
  return {
    render(tags) {
      const next = new Map<string, Row>();
      for (const { label, probability, threshold } of tags) {
        const row = rows.get(label) ?? createRow(label);
        const percent = formatPercent(probability);
        if (row.percent.textContent !== percent) row.percent.textContent = percent;
        row.bar.style.setProperty('--probability', String(probability));
        row.bar.style.setProperty('--threshold', String(threshold));
        next.set(label, row);
      }
      for (const [label, row] of rows) if (!next.has(label)) row.item.remove();
      let index = 0;
      for (const { item } of next.values()) {
        const there = list.children.item(index++);
        if (there !== item) list.insertBefore(item, there);
      }
      rows = next;
    },
  };
}
