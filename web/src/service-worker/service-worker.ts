// The service worker: keeps the page's own files, so that it opens without a connection, and answers
// for them with the headers that give it threads. All else goes to the network as if it were not there.
/// <reference path="./shell-files.d.ts" />
import { addPlugins, precacheAndRoute } from 'workbox-precaching';
import files from 'virtual:shell-files';
import { isolated } from './isolation';
import type { ServiceWorkerRequest } from './messages';

declare const self: ServiceWorkerGlobalScope;

addPlugins([{ handlerWillRespond: ({ response }) => Promise.resolve(isolated(response)) }]);

// The page is the same whatever follows a question mark.
precacheAndRoute(files, { ignoreURLParametersMatching: [/./] });

// The first version serves the page that brought it; a later one waits until it is told to.
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('message', ({ data }: { data: ServiceWorkerRequest }) => {
  if (data.type === 'take-over') void self.skipWaiting();
});
