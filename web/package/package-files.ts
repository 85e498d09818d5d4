// Puts beside the built modules what else the package holds: types, the core, README, api.md, licences.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import type { Plugin } from 'rolldown';
import { apiDocument } from './api-document';

interface Folders {
  /** The top of the tree. */
  root: string;
  /** linnet-core.wasm. */
  core: string;
  /** What tsc wrote. */
  types: string;
  output: string;
}

/** The declarations that programs see; they import nothing but each other. */
const TYPES = ['index', 'api', 'error', 'element'];

/** What is compiled into dist/ and brings its licence; compiled-in.txt has the others'. */
const NOTICES: readonly [name: string, file: string][] = [
  ['SentencePiece (compiled into linnet-core.wasm)', '.deps/sentencepiece-wasm/LICENSE'],
  ['utf8proc (compiled into linnet-core.wasm)', '.deps/utf8proc-wasm/LICENSE'],
  ['p-limit', 'node_modules/p-limit/license'],
  ['yocto-queue', 'node_modules/yocto-queue/license'],
];

function notices(root: string): string {
  const texts = NOTICES.map(
    ([name, file]) => `${name}\n\n${readFileSync(join(root, file), 'utf8')}`,
  );
  const others = readFileSync(join(root, 'web/package/compiled-in.txt'), 'utf8');
  return [others, ...texts].join(`\n${'-'.repeat(72)}\n\n`);
}

export function packageFiles({ root, core, types, output }: Folders): Plugin {
  return {
    name: 'linnet-package-files',
    async writeBundle() {
      const dist = join(output, 'dist');
      mkdirSync(dist, { recursive: true });
      // Not copied with its mode: linkers make it executable.
      writeFileSync(join(dist, 'linnet-core.wasm'), readFileSync(core));
      for (const name of TYPES) cpSync(join(types, `${name}.d.ts`), join(dist, `${name}.d.ts`));
      writeFileSync(join(dist, 'worker.d.ts'), 'export {};\n');
      for (const name of ['package.json', 'README.md']) {
        cpSync(join(root, 'web/package', name), join(output, name));
      }
      const declarations = (name: string) => readFileSync(join(types, `${name}.d.ts`), 'utf8');
      const document = apiDocument([
        ['Functions', declarations('index')],
        ['Types', readFileSync(join(root, 'web/package/src/api.ts'), 'utf8')],
        ['Errors', declarations('error')],
        ['The element', declarations('element')],
      ]);
      const file = join(output, 'api.md');
      const style = await resolveConfig(join(root, 'web/package/README.md'));
      writeFileSync(file, await format(document, { ...style, filepath: file }));
      cpSync(join(root, 'LICENSE'), join(output, 'LICENSE'));
      writeFileSync(join(output, 'THIRD-PARTY-NOTICES.txt'), notices(root));
    },
  };
}
