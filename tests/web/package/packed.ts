// The package as npm would install it, with its examples beside it. Nothing comes from the network.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeTinyBundle, type Bundle } from '../tiny-bundle/tiny-bundle';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** A project of somebody else's that has installed the package. */
export const PROJECT = join(ROOT, 'build/package-test');
export const INSTALLED = join(PROJECT, 'node_modules/linnet');
export const EXAMPLES = ['vite', 'plain', 'node'] as const;

/** The blocks of code in a language of a Markdown text. */
export function codeBlocks(markdown: string, language: string): string[] {
  const blocks = markdown.matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``, 'g'));
  return [...blocks].map(([, code]) => code!);
}

const npm = (...args: string[]) =>
  execFileSync('npm', ['--silent', ...args], { cwd: ROOT, encoding: 'utf8' });

/** Writes a bundle's files into a folder, as a site or a program has them. */
export function writeBundle(folder: string, bundle: Bundle): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of bundle) writeFileSync(join(folder, name), content);
}

/** Builds, packs and installs, once for all tests of the package. */
export default function installPacked(): void {
  npm('run', 'build:package');
  rmSync(PROJECT, { recursive: true, force: true });
  mkdirSync(INSTALLED, { recursive: true });
  npm('pack', './build/package', '--pack-destination', PROJECT, '--ignore-scripts', '--offline');
  const tarball = join(PROJECT, 'linnet-0.1.0.tgz');
  execFileSync('tar', ['-xzf', tarball, '--strip-components=1', '-C', INSTALLED]);
  // Hard links: Vite serves nothing whose real place is outside the project.
  const runtime = ['node_modules/onnxruntime-web', 'node_modules/onnxruntime-common'];
  for (const name of runtime) {
    execFileSync('cp', ['-rl', join(ROOT, name), join(PROJECT, name)]);
  }
  const workspace = { private: true, workspaces: EXAMPLES };
  writeFileSync(join(PROJECT, 'package.json'), JSON.stringify(workspace));
  for (const example of EXAMPLES) {
    cpSync(join(ROOT, 'web/package/examples', example), join(PROJECT, example), {
      recursive: true,
    });
  }
  for (const folder of ['model', 'vite/public/model', 'plain/model']) {
    writeBundle(join(PROJECT, folder), makeTinyBundle());
  }
  writeBundle(join(PROJECT, 'plain/graded'), makeTinyBundle({ graded: true }));
  cpSync(join(ROOT, 'tests/web/package/pages'), join(PROJECT, 'plain'), { recursive: true });
  // Without a bundler, a page sees what is below it.
  symlinkSync(join(PROJECT, 'node_modules'), join(PROJECT, 'plain/node_modules'));
}
