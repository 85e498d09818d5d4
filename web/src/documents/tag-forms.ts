// Tags as text that other programs take: what the visitor copies. Pure.
import type { Tag } from '../protocol/messages';

export const TAG_FORMS = ['kaggle', 'json', 'csv', 'markdown'] as const;
export type TagForm = (typeof TAG_FORMS)[number];

export const TAG_FORM_NAMES: Record<TagForm, string> = {
  kaggle: 'Kaggle keywords',
  json: 'JSON',
  csv: 'CSV',
  markdown: 'Markdown',
};

/** A tag's name as catalogues' `keywords` have it: in lower case. */
export function keywordOf(label: string): string {
  return label.toLowerCase();
}

/**
 * One cell of a CSV line (RFC 4180). A cell that a spreadsheet would take for a formula gets an
 * apostrophe in front (OWASP, "CSV Injection").
 */
export function csvCell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const rounded = (value: number) => Number(value.toFixed(4));

export function formatTags(form: TagForm, tags: readonly Tag[]): string {
  switch (form) {
    case 'kaggle':
      return JSON.stringify({ keywords: tags.map(({ label }) => keywordOf(label)) }, null, 2);
    case 'json':
      return JSON.stringify(
        tags.map(({ label, probability, threshold, clear }) => ({
          label,
          probability: rounded(probability),
          threshold: rounded(threshold),
          clear,
        })),
        null,
        2,
      );
    case 'csv':
      return [
        'label,probability,threshold,clear',
        ...tags.map(({ label, probability, threshold, clear }) =>
          [label, rounded(probability), rounded(threshold), clear]
            .map(String)
            .map(csvCell)
            .join(','),
        ),
      ]
        .map((line) => `${line}\r\n`)
        .join('');
    case 'markdown':
      return tags
        .map(
          ({ label, probability }) =>
            `- ${label.replace(/[\\`*_[\]<>#|]/g, '\\$&')} (${Math.round(probability * 100)}%)\n`,
        )
        .join('');
  }
}
