// Joins the page's parts: fields to worker, worker's events to state, state to what is shown.
import type { TierName } from '../protocol/messages';
import { isSlowConnection } from './connection';
import { EXAMPLES } from './examples';
import { initialState, reduce, type PageEvent } from './state';
import { StoragePanel } from './storage-panel';
import { TaggerClient } from './tagger-client';
import { View } from './view';

/** Keys that follow each other faster than this share one request. */
const TYPING_MILLISECONDS = 30;

let state = initialState;
let frame = 0;
let typingTimer = 0;

function dispatch(event: PageEvent): void {
  state = reduce(state, event);
  if (event.type === 'opened') loadWanted();
  // Some browsers ask the visitor: not before there is something worth keeping.
  if (event.type === 'ready' && event.tier === 'full') void navigator.storage?.persist?.();
  // Many events may come between two frames; the last state is what counts.
  frame ||= requestAnimationFrame(() => {
    frame = 0;
    view.render(state);
    storagePanel.render(state);
  });
}

function load(tier: TierName): void {
  dispatch({ type: 'load-requested', tier });
  client.load(tier);
}

/** The larger download waits until somebody uses the page. */
function loadWanted(): void {
  const { instant, full } = state.tiers;
  if (instant.state === 'waiting') load('instant');
  if (full.state !== 'waiting' || (state.empty && instant.state !== 'absent')) return;
  const free = state.storage?.missingBytes.full === 0 || !isSlowConnection();
  if (free || instant.state === 'absent') load('full');
  else dispatch({ type: 'load-offered', tier: 'full', reason: 'slow' });
}

function classifyNow(): void {
  clearTimeout(typingTimer);
  const { title, description } = view.text;
  const empty = title.trim() === '' && description.trim() === '';
  const id = empty ? client.cancel() : client.classify(title, description);
  dispatch({ type: 'text', id, empty });
  loadWanted();
}

const view = new View(EXAMPLES, {
  onInput() {
    clearTimeout(typingTimer);
    typingTimer = window.setTimeout(classifyNow, TYPING_MILLISECONDS);
  },
  onClear() {
    view.setText('', '');
    classifyNow();
    view.focusTitle();
  },
  onExample({ title, description }) {
    view.setText(title, description);
    classifyNow();
  },
  onRetry() {
    for (const tier of ['instant', 'full'] as const) {
      if (state.tiers[tier].state === 'failed') load(tier);
    }
  },
});

const storagePanel = new StoragePanel({
  onCancel: () => client.cancelLoad(),
  onLoad: () => load('full'),
  onUnload: () => client.unload(),
  onRemove: () => client.removeStored(),
});

const client = new TaggerClient(dispatch);
client.open(new URL('model/', document.baseURI).href);
// A browser may bring back what stood in the fields before a reload.
classifyNow();
