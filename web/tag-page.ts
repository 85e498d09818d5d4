// Fills tags.html with the tags of the shipped model and what was measured of them, and puts the
// model's card and the licence beside it, as plain text.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { escapeHtml, measuredText, readMeasured, tagTable } from './tag-table.ts';

export interface TagPageFiles {
  /** The folder of the model: its labels.json, its README.md, and its measured.json if there is one. */
  model: string;
  meanings: string;
  licence: string;
}

const read = (path: string) => readFileSync(path, 'utf8');

const readRecord = <Value>(path: string) => JSON.parse(read(path)) as Record<string, Value>;

/** `html` with what belongs in the place of its comments. */
export function fillTagPage(html: string, { model, meanings: path }: TagPageFiles): string {
  const meanings = readRecord<string>(path);
  const labelsFile = join(model, 'labels.json');
  const labels = Object.keys(existsSync(labelsFile) ? readRecord<number>(labelsFile) : meanings);
  const measuredFile = join(model, 'measured.json');
  const measured = existsSync(measuredFile) ? readMeasured(read(measuredFile)) : undefined;
  const parts: Record<string, string> = {
    'how many tags': String(labels.length),
    'how it was measured': escapeHtml(measuredText(measured)),
    'table of tags': tagTable(labels, new Map(Object.entries(meanings)), measured),
  };
  return Object.entries(parts).reduce((filled, [name, part]) => {
    const place = `<!-- ${name} -->`;
    if (!filled.includes(place)) throw new Error(`tags.html has no place for the ${name}`);
    return filled.replace(place, () => part);
  }, html);
}

export function tagPage(files: TagPageFiles): Plugin {
  const texts = { 'model-card.txt': join(files.model, 'README.md'), 'licence.txt': files.licence };
  return {
    name: 'linnet-tag-page',
    transformIndexHtml: {
      order: 'pre',
      handler: (html, { path }) => (path === '/tags.html' ? fillTagPage(html, files) : undefined),
    },
    generateBundle() {
      for (const [fileName, path] of Object.entries(texts)) {
        this.emitFile({ type: 'asset', fileName, source: read(path) });
      }
    },
    configureServer(server) {
      for (const [fileName, path] of Object.entries(texts)) {
        server.middlewares.use(`/${fileName}`, (_request, response) => {
          response.setHeader('Content-Type', 'text/plain; charset=utf-8');
          response.end(read(path));
        });
      }
    },
  };
}
