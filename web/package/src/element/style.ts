// How <linnet-tagger> looks. The page around it styles its parts, or sets the custom properties.

export const STYLE = `
:host {
  display: block;
  --linnet-gap: 0.75rem;
  --linnet-bar: color-mix(in srgb, currentColor 55%, transparent);
  --linnet-bar-back: color-mix(in srgb, currentColor 12%, transparent);
}
:host([hidden]), [hidden] { display: none !important; }
.fields, .field, .answer { display: grid; gap: var(--linnet-gap); }
.field { gap: 0.25rem; }
.fields { margin-block-end: var(--linnet-gap); }
input, textarea {
  font: inherit;
  color: inherit;
  background: Field;
  color: FieldText;
  border: 1px solid GrayText;
  border-radius: 0.25rem;
  padding: 0.4em 0.6em;
  box-sizing: border-box;
  inline-size: 100%;
}
textarea { min-block-size: 6em; resize: vertical; }
.status, .error { margin: 0; }
progress { inline-size: 100%; }
.tags { list-style: none; margin: 0; padding: 0; display: grid; gap: 0.5rem; }
.tag { display: grid; grid-template-columns: 1fr auto; column-gap: 1rem; }
.bar {
  grid-column: 1 / -1;
  block-size: 0.25rem;
  border-radius: 0.125rem;
  background: var(--linnet-bar-back);
  overflow: hidden;
}
.fill {
  display: block;
  block-size: 100%;
  inline-size: calc(100% * var(--linnet-probability));
  background: var(--linnet-bar);
  forced-color-adjust: none;
}
`;
