// Joins the page's parts: fields to worker, worker's events to state, state to what is shown.
import type { TierName } from '../protocol/messages';
import { isSlowConnection } from './connection';
import { element } from './elements';
import { EXAMPLES } from './examples';
import { browserStorage, KeptText } from './kept-text';
import { OfflineShell } from './offline-shell';
import { ShellNotice } from './shell-notice';
import { initialState, isUntouched, reduce, type PageEvent } from './state';
import { KeptSettings } from './settings';
import { SettingsView } from './settings-view';
import { StoragePanel } from './storage-panel';
import { TaggerClient } from './tagger-client';
import { TextSources } from './text-sources';
import { View } from './view';
import { WhyPanel } from './why-panel';

/** Keys that follow each other faster than this share one request. */
const TYPING_MILLISECONDS = 30;

/** Events after which a tier may have to be loaded. */
const LETS_LOAD = new Set<PageEvent['type']>(['opened', 'ready', 'load-failed']);

/** Events after which the line is free for what is kept of the page. */
const LETS_KEEP = new Set<PageEvent['type']>([
  'ready',
  'load-failed',
  'open-failed',
  'worker-failed',
]);

let state = initialState;
let frame = 0;
let typingTimer = 0;

function dispatch(event: PageEvent): void {
  state = reduce(state, event);
  if (LETS_LOAD.has(event.type)) loadWanted();
  if (LETS_KEEP.has(event.type)) shell.start();
  if (event.type === 'answer') explainAgain();
  // Some browsers ask the visitor: not before there is something worth keeping.
  if (event.type === 'ready' && event.tier === 'full') void navigator.storage?.persist?.();
  // Many events may come between two frames; the last state is what counts.
  frame ||= requestAnimationFrame(() => {
    frame = 0;
    view.render(state);
    whyPanel.render(state);
    settingsView.render(state);
    storagePanel.render(state);
  });
}

function load(tier: TierName): void {
  dispatch({ type: 'load-requested', tier });
  client.load(tier);
}

/**
 * The larger download waits until somebody uses the page, and until the smaller one is over: on a slow
 * line it would hold up the first answer.
 */
function loadWanted(): void {
  const { instant, full } = state.tiers;
  if (instant.state === 'waiting') load('instant');
  const settled = ['ready', 'failed', 'absent'].includes(instant.state);
  const used = !state.empty || instant.state === 'absent';
  if (full.state !== 'waiting' || !settled || !used) return;
  const free = state.storage?.missingBytes.full === 0 || !isSlowConnection();
  if (free || instant.state === 'absent') load('full');
  else dispatch({ type: 'load-offered', tier: 'full', reason: 'slow' });
}

function askWhy(label: string, tier: TierName): void {
  dispatch({ type: 'why-asked', label, tier });
  client.explain(state.requestId, tier, label);
}

/** The text changed under the reasons that are shown. */
function explainAgain(): void {
  const { why, answer, requestId } = state;
  if (!why || why.reasons || why.failure || answer?.id !== requestId) return;
  if (answer.tier === 'instant' || state.tiers.instant.state !== 'ready')
    askWhy(why.label, 'instant');
}

function closeWhy(): void {
  const label = state.why?.label;
  client.cancelExplain();
  dispatch({ type: 'why-closed' });
  if (label) view.focusTag(label);
}

function classifyNow(): void {
  clearTimeout(typingTimer);
  const { title, description } = view.text;
  const empty = title.trim() === '' && description.trim() === '';
  const id = empty ? client.cancel() : client.classify(title, description);
  dispatch({ type: 'text', id, empty });
  loadWanted();
  sources.textChanged();
}

const view = new View(EXAMPLES, {
  onInput() {
    clearTimeout(typingTimer);
    typingTimer = window.setTimeout(classifyNow, TYPING_MILLISECONDS);
  },
  onClear() {
    const before = view.text;
    view.setText('', '');
    sources.cleared(before);
    classifyNow();
    view.focusTitle();
  },
  onExample({ title, description }) {
    const before = view.text;
    view.setText(title, description);
    sources.cleared(before);
    classifyNow();
  },
  onRetry() {
    for (const tier of ['instant', 'full'] as const) {
      if (state.tiers[tier].state === 'failed') load(tier);
    }
  },
  onTagAnyway() {
    settingsView.tagAnyText(true);
    view.focusTitle();
  },
  onSave: (labels) => sources.save(labels),
  onWhy: (label) => (state.why?.label === label ? closeWhy() : askWhy(label, 'instant')),
});

const whyPanel = new WhyPanel({
  onAskFull: (label) => askWhy(label, 'full'),
  onStop() {
    client.cancelExplain();
    dispatch({ type: 'why-stopped' });
  },
  onClose: closeWhy,
  onExclude(label) {
    closeWhy();
    settingsView.wish('excluded', label);
    view.focusTitle();
  },
});

const keptSettings = new KeptSettings(browserStorage(), new URL('.', document.baseURI).pathname);

const settingsView = new SettingsView(keptSettings.read(), (settings) => {
  keptSettings.write(settings);
  dispatch({ type: 'settings', settings });
  client.adjust(settings);
});

const sources = new TextSources(
  {
    button: element('open-file', HTMLButtonElement),
    input: element('file', HTMLInputElement),
    overlay: element('drop-overlay', HTMLElement),
    notice: element('notice', HTMLElement),
    link: element('copy-link', HTMLButtonElement),
    keep: element('keep', HTMLInputElement),
    forget: element('forget', HTMLButtonElement),
  },
  {
    read: () => view.text,
    replace({ title, description }) {
      view.setText(title, description);
      classifyNow();
    },
    focus: () => view.focusTitle(),
  },
  new KeptText(browserStorage(), new URL('.', document.baseURI).pathname),
  view.takeAway,
);

const storagePanel = new StoragePanel({
  onCancel: () => client.cancelLoad(),
  onLoad: () => load('full'),
  onUnload: () => client.unload(),
  onRemove: () => client.removeStored(),
});

const shell = new OfflineShell(new ShellNotice(), {
  isUntouched() {
    const { title, description } = view.text;
    const used = navigator.userActivation?.hasBeenActive ?? false;
    const unread = title === '' && description === '' && !sources.isReading;
    return isUntouched(state) && !used && unread;
  },
  prepareReload: () =>
    sources.keepNow()
      ? undefined
      : 'Your text is not kept in this browser: switching to the new version loses it.',
});

const client = new TaggerClient(dispatch);
dispatch({ type: 'settings', settings: keptSettings.read() });
client.adjust(state.settings);
client.open(new URL('model/', document.baseURI).href);
// A browser may bring back what stood in the fields before a reload.
classifyNow();
void sources.start();
element('not-started', HTMLElement).remove();
