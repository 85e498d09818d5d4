// Elements of the page: those that index.html has, and the buttons that are made.

/** The element that has this id; throws where it is missing or of another kind. */
export function element<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page has no element "${id}"`);
  return found;
}

export function createButton(name: string, onClick: () => void): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'chip';
  button.textContent = name;
  button.addEventListener('click', onClick);
  return button;
}
