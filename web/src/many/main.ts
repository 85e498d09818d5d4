// Joins the parts of "Many at once": selections to the worker, its events to the state, the state to
// what is shown.
import { acceptFiles, saveFile } from '../page/drop-file';
import { element } from '../page/elements';
import { OfflineShell } from '../page/offline-shell';
import { ShellNotice } from '../page/shell-notice';
import { startWorker } from '../page/trusted-worker';
import type { DownloadOptions, Request, Response, TableFormat } from './messages';
import { FileView } from './page/file-view';
import { RunView } from './page/run-view';
import { SetupView } from './page/setup-view';
import { initialState, isBusy, reduce, type ManyEvent } from './page/state';
import { lossOnReload } from './page/wording';
import workerUrl from './worker.ts?worker&url';

/** Events after which the line is free for what is kept of the page. */
const LETS_KEEP = new Set<ManyEvent['type']>(['opened', 'open-failed', 'worker-failed']);

let state = initialState;
let frame = 0;
let file: File | undefined;

const worker = startWorker(workerUrl);

function send(request: Request): void {
  worker.postMessage(request);
}

function render(): void {
  frame = 0;
  fileView.render(state);
  setupView.render(state);
  runView.render(state);
}

function dispatch(event: ManyEvent): void {
  state = reduce(state, event);
  if (LETS_KEEP.has(event.type)) shell.start();
  frame ||= requestAnimationFrame(render);
}

/** The estimate comes before the start: it takes the tier, which the start needs anyway. */
function measure(): void {
  const { columns, tier, speeds } = state;
  if (state.file.state !== 'open' || speeds[tier].state === 'measuring') return;
  if (speeds[tier].state === 'measured') return;
  if (columns.title === undefined && columns.description === undefined) return;
  dispatch({ type: 'measure-requested', tier });
  send({ type: 'measure', tier, columns });
}

function inspect(format?: TableFormat): void {
  if (!file) return;
  dispatch({ type: 'file-chosen', name: file.name, bytes: file.size });
  send({ type: 'inspect', file, ...(format ? { format } : {}) });
}

function start(goOn: boolean): void {
  if (state.file.state !== 'open') return;
  const { columns, tier } = state;
  const settings = { format: state.file.inspection.format, columns, tier };
  dispatch({ type: 'start-requested', settings, goOn });
  runView.reset();
  send({ type: 'start', settings, goOn });
}

function download(request: Request): void {
  dispatch({ type: 'download-requested' });
  send(request);
}

const fileView = new FileView((key) => send({ type: 'forget', key }));

const setupView = new SetupView({
  onFormat: inspect,
  onColumns(columns) {
    dispatch({ type: 'columns-chosen', columns });
    measure();
  },
  onTier(tier) {
    dispatch({ type: 'tier-chosen', tier });
    measure();
  },
  onStart: start,
});

const runView = new RunView({
  onPause() {
    dispatch({ type: 'pause-requested' });
    send({ type: 'pause' });
  },
  onResume() {
    dispatch({ type: 'resume-requested' });
    send({ type: 'resume' });
  },
  onCancel: () => send({ type: 'cancel' }),
  onGoOn() {
    if (!state.settings) return;
    dispatch({ type: 'start-requested', settings: state.settings, goOn: true });
    send({ type: 'start', settings: state.settings, goOn: true });
  },
  onRows: (id, filter, begin, end) => send({ type: 'rows', id, filter, begin, end }),
  onDownload: (options: DownloadOptions) => download({ type: 'download-results', options }),
  onDownloadErrors: () => download({ type: 'download-errors' }),
});

const shell = new OfflineShell(new ShellNotice(), {
  isUntouched: () =>
    file === undefined && !state.fatal && !(navigator.userActivation?.hasBeenActive ?? false),
  prepareReload: () => lossOnReload(state),
});

worker.onmessage = ({ data }: MessageEvent<Response>) => {
  if (data.type === 'rows') return runView.takeRows(data.id, data.begin, data.rows);
  dispatch(data);
  if (data.type === 'opened') inspect();
  if (data.type === 'inspected') measure();
  if (data.type === 'download-ready') saveFile(data.name, data.blob);
};
worker.onerror = (event) => {
  event.preventDefault();
  const reason = event.message ? ` (${event.message})` : '';
  const message = `The page's worker stopped${reason}. Reload the page; rows done are kept.`;
  dispatch({ type: 'worker-failed', failure: { code: 'failed', message } });
};

acceptFiles(
  {
    button: element('open-file', HTMLButtonElement),
    input: element('file', HTMLInputElement),
    overlay: element('drop-overlay', HTMLElement),
  },
  ([first]) => {
    // A run is not ended by a file that slipped: it is cancelled by its own button.
    if (!first || isBusy(state)) return;
    file = first;
    // One that comes before the model's manifest waits for it.
    if (state.bundle) inspect();
  },
);

window.addEventListener('beforeunload', (event) => {
  if (isBusy(state) && state.keeping !== 'available') event.preventDefault();
});

send({ type: 'open', modelUrl: new URL('model/', document.baseURI).href });
render();
element('not-started', HTMLElement).remove();
