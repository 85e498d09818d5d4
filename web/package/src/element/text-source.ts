// Where <linnet-tagger> reads: fields of the page by their id, and notice of what is typed there.

export interface SourceIds {
  title: string | null;
  description: string | null;
}

function rootOf(host: Node): Document | ShadowRoot {
  return host.getRootNode() as Document | ShadowRoot;
}

function valueOf(element: HTMLElement | null): string {
  if (!element) return '';
  if ('value' in element && typeof element.value === 'string') return element.value;
  return element.textContent ?? '';
}

/** What stands in the element of that id, a form's field or any other; looked up beside `host`. */
export function readSource(host: Node, id: string): string {
  return valueOf(rootOf(host).getElementById(id));
}

/** Calls `onInput` when one of them changes, also where it comes later than `host`. */
export function watchSources(
  host: Node,
  ids: () => SourceIds,
  onInput: () => void,
  signal: AbortSignal,
): void {
  const listener = (event: Event) => {
    const id = event.target instanceof Element ? event.target.id : '';
    const { title, description } = ids();
    if (id && (id === title || id === description)) onInput();
  };
  const root = rootOf(host);
  root.addEventListener('input', listener, { signal });
  root.addEventListener('change', listener, { signal });
}
