// What tags.html says of the tags, as HTML.

/** Of one tag, in rows, as `linnet evaluate --json-file` writes them. */
export interface TagFigures {
  /** Readers said that the tag clearly fits. */
  clear: number;
  /** The model gave the tag. */
  given: number;
  /** Of those given: it clearly fits. */
  given_clear: number;
  /** Of those given: it fits as well. */
  given_fits: number;
}

export interface Measured {
  rows: number;
  /** What the rows are called. */
  data: string;
  /** Each row was judged by thresholds that were fitted on the others. */
  crossValidated: boolean;
  byLabel: ReadonlyMap<string, TagFigures>;
}

const COUNTS = ['clear', 'given', 'given_clear', 'given_fits'] as const;

/** Of what `linnet evaluate --json-file` wrote; nothing where its rows were not graded. */
export function readMeasured(json: string): Measured | undefined {
  const { rows, data, cross_validated, graded_per_label } = JSON.parse(json) as {
    rows: number;
    data: string;
    cross_validated: boolean;
    graded_per_label?: ({ label: string } & TagFigures)[];
  };
  if (!graded_per_label) return undefined;
  for (const figures of graded_per_label) {
    if (!COUNTS.every((name) => Number.isInteger(figures[name]) && figures[name] >= 0)) {
      throw new Error(`the figures of "${figures.label}" are not counts: write them anew`);
    }
  }
  const byLabel = new Map(graded_per_label.map((figures) => [figures.label, figures]));
  return { rows, data, crossValidated: cross_validated, byLabel };
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

const number = (count: number) => count.toLocaleString('en');

const countRows = (count: number) => (count === 1 ? '1 row' : `${number(count)} rows`);

export function givenText({ given, given_clear, given_fits }: TagFigures): string {
  if (given === 0) return 'Given in no row';
  const accepted = given_clear + given_fits;
  return `Given in ${countRows(given)}, accepted in ${accepted === 0 ? 'none' : number(accepted)}`;
}

export function clearText({ clear, given_clear }: TagFigures): string {
  if (clear === 0) return 'Clearly fits no row';
  const found =
    clear === 1
      ? given_clear === 1
        ? 'which was found'
        : 'which was not found'
      : `${given_clear === 0 ? 'none' : number(given_clear)} of them found`;
  return `Clearly fits ${countRows(clear)}, ${found}`;
}

/** How the figures came about, in plain text. */
export function measuredText(measured: Measured | undefined): string {
  if (!measured) return 'How often each tag is right was not measured with this model.';
  const { rows, data, crossValidated } = measured;
  return (
    `Measured on ${countRows(rows)} (${data}) that the model was not trained on` +
    (crossValidated ? ', each judged by thresholds that were fitted on the others. ' : '. ') +
    'Readers, language models that read one text after another, said of each tag whether it ' +
    'clearly fits, fits as well or does not; a tag is accepted where it clearly fits or fits as ' +
    'well. Few rows carry a rare tag, so its figures are rough.'
  );
}

const order = new Intl.Collator('en');

/**
 * The tags in the order of the alphabet. The roles are those that the elements have by themselves,
 * until a style sheet stacks the cells. Throws where a label has no meaning.
 */
export function tagTable(
  labels: readonly string[],
  meanings: ReadonlyMap<string, string>,
  measured: Measured | undefined,
): string {
  const columns = [
    'Tag',
    'Meaning',
    ...(measured ? ['Where it was given', 'Where it clearly fits'] : []),
  ];
  const row = (label: string) => {
    const meaning = meanings.get(label);
    if (meaning === undefined) {
      throw new Error(`the label "${label}" has no meaning: add one to web/tags/meanings.json`);
    }
    const figures = measured?.byLabel.get(label);
    const said = figures ? [givenText(figures), clearText(figures)] : ['Not measured', ''];
    const cells = [meaning, ...(measured ? said : [])]
      .map((text) => `<td role="cell">${escapeHtml(text)}</td>`)
      .join('');
    return `<tr role="row"><th scope="row" role="rowheader">${escapeHtml(label)}</th>${cells}</tr>`;
  };
  const head = columns
    .map((column) => `<th scope="col" role="columnheader">${column}</th>`)
    .join('');
  return [
    '<table role="table" class="vocabulary" aria-labelledby="tags-name">',
    `<thead role="rowgroup"><tr role="row">${head}</tr></thead>`,
    '<tbody role="rowgroup">',
    ...[...labels].sort(order.compare).map(row),
    '</tbody>',
    '</table>',
  ].join('\n');
}
