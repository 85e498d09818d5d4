// Files given to the page: dropped anywhere on it, or chosen by a button.

export interface FileElements {
  button: HTMLButtonElement;
  input: HTMLInputElement;
  /** Laid over the page while a file is held over it. */
  overlay: HTMLElement;
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

/** `onFiles` gets one file or more; a folder counts as a file that cannot be read. */
export function acceptFiles(
  { button, input, overlay }: FileElements,
  onFiles: (files: File[]) => void,
): void {
  const give = (files: FileList | null | undefined) => {
    if (files && files.length > 0) onFiles([...files]);
  };
  button.addEventListener('click', () => input.click());
  input.addEventListener('change', () => {
    give(input.files);
    // The same file can be chosen again.
    input.value = '';
  });

  // An element within the page is left as the next one is entered: they are counted.
  let depth = 0;
  const show = (next: number) => {
    depth = Math.max(0, next);
    overlay.hidden = depth === 0;
  };
  window.addEventListener('dragenter', (event) => {
    if (hasFiles(event)) show(depth + 1);
  });
  window.addEventListener('dragleave', (event) => {
    if (hasFiles(event)) show(depth - 1);
  });
  window.addEventListener('dragover', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
  });
  window.addEventListener('drop', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    show(0);
    give(event.dataTransfer?.files);
  });
}

/** Gives a file to the visitor, as the browser's own download. */
export function saveFile(name: string, content: BlobPart): void {
  const url = URL.createObjectURL(new Blob([content], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has taken the blob over by then.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
