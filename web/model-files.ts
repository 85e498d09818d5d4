// Serves the shipped bundle (model/ at the top of the tree) under model/, and copies it into the
// built site: manifest.json and the files that it names, nothing else.
import { cpSync, createReadStream, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Plugin } from 'vite';

interface ManifestFiles {
  files: { parts: { name: string }[] }[];
}

function filesOf(folder: string): string[] {
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as ManifestFiles;
  return ['manifest.json', ...manifest.files.flatMap(({ parts }) => parts.map(({ name }) => name))];
}

export function modelFiles(folder: string): Plugin {
  let outputFolder = '';
  let building = false;
  return {
    name: 'linnet-model-files',
    configResolved(config) {
      outputFolder = resolve(config.root, config.build.outDir, 'model');
      building = config.command === 'build';
    },
    closeBundle() {
      if (!building) return;
      if (!existsSync(join(folder, 'manifest.json'))) {
        this.warn(`${folder} holds no manifest.json: the site is built without a model`);
        return;
      }
      for (const name of filesOf(folder)) {
        const target = join(outputFolder, name);
        mkdirSync(dirname(target), { recursive: true });
        cpSync(join(folder, name), target);
      }
    },
    configureServer(server) {
      server.middlewares.use('/model/', (request, response, next) => {
        const name = decodeURIComponent((request.url ?? '').replace(/^\/|\?.*$/g, ''));
        if (!existsSync(join(folder, 'manifest.json')) || !filesOf(folder).includes(name)) {
          response.statusCode = 404;
          response.end();
          return;
        }
        const path = join(folder, name);
        response.setHeader('Content-Length', statSync(path).size);
        createReadStream(path).on('error', next).pipe(response);
      });
    },
  };
}
