// What the package holds, and that its README tells the truth.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { publint } from 'publint';
import { describe, expect, test } from 'vitest';
import { codeBlocks, INSTALLED, PROJECT, ROOT } from './packed';

const README = readFileSync(join(INSTALLED, 'README.md'), 'utf8');

const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');

describe('the tarball', () => {
  test('holds what programs need, and neither sources nor a model', () => {
    const names = readdirSync(INSTALLED, { recursive: true, encoding: 'utf8' });
    expect(names).toEqual(
      expect.arrayContaining([
        'LICENSE',
        'THIRD-PARTY-NOTICES.txt',
        'api.md',
        'dist/element.d.ts',
        'dist/index.d.ts',
        'dist/linnet-core.wasm',
      ]),
    );
    expect(names.filter((name) => /src\/|\.onnx|manifest|(?<!\.d)\.ts$/.test(name))).toEqual([]);
  });

  test('names no folder of the machine that built it', () => {
    const files = readdirSync(INSTALLED, { recursive: true, withFileTypes: true });
    const naming = files
      .filter((file) => file.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .filter((path) => readFileSync(path).includes(ROOT));
    expect(naming).toEqual([]);
  });

  test('has the same functions for Node.js as for browsers', async () => {
    const names = async (entry: string) =>
      Object.keys((await import(join(INSTALLED, 'dist', entry))) as object);
    expect(await names('node.js')).toEqual(await names('index.js'));
  });

  test('weighs less than 350 kB', () => {
    expect(statSync(join(PROJECT, 'linnet-0.1.0.tgz')).size).toBeLessThan(350_000);
  });

  test('publint has nothing to say', async () => {
    const { messages } = await publint({ pkgDir: INSTALLED, strict: true, pack: false });
    expect(messages).toEqual([]);
  });
});

describe('the types', () => {
  const folder = join(PROJECT, 'types');

  function check(source: string, options: object): void {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'program.mts'), source);
    const compilerOptions = { strict: true, noEmit: true, types: [], ...options };
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, files: ['program.mts'] }),
    );
    try {
      execFileSync(process.execPath, [TSC, '-p', folder], { encoding: 'utf8' });
    } catch (error) {
      expect.fail((error as { stdout: string }).stdout);
    }
  }

  const program = `
    import { createTagger, LinnetError, type Tagger } from 'linnet';
    const tagger: Tagger = await createTagger({ baseUrl: '/model/', tier: 'best' });
    for await (const { tags } of tagger.tagBatch(['a', { title: 'b' }])) {
      const label: string | undefined = tags[0]?.label;
      void label;
    }
    const code: LinnetError['code'] = 'network';
    // @ts-expect-error: no such tier
    await createTagger({ baseUrl: '/model/', tier: 'quick' });
    void code;
  `;

  test('serve a bundled page, the element among them', () => {
    const element = `
      import 'linnet/element';
      document.querySelector('linnet-tagger')!.threshold = 0.5;
    `;
    check(program + element, {
      module: 'esnext',
      target: 'es2022',
      moduleResolution: 'bundler',
      lib: ['es2022', 'dom'],
    });
  });

  test('serve a Node.js program that knows no DOM', () => {
    cpSync(join(ROOT, 'node_modules/@types'), join(PROJECT, 'node_modules/@types'), {
      recursive: true,
    });
    check(program, { module: 'nodenext', target: 'es2022', lib: ['es2022'], types: ['node'] });
  });
});

describe('the README', () => {
  test.each([
    ['of the package', README, 'Weather 88%\n'],
    ['of the repository', readFileSync(join(ROOT, 'README.md'), 'utf8'), 'Weather\n'],
  ])('%s has a program that works as it is typed', (_name, text, output) => {
    writeFileSync(join(PROJECT, 'quick-start.mjs'), codeBlocks(text, 'js')[0]!);
    expect(
      execFileSync(process.execPath, ['quick-start.mjs'], { cwd: PROJECT, encoding: 'utf8' }),
    ).toBe(output);
  });

  test('tells what is downloaded, to the tenth', () => {
    const dist = (...names: string[]) =>
      Buffer.concat(names.map((name) => readFileSync(join(INSTALLED, 'dist', name))));
    const row = (start: string) =>
      README.split('\n').find((line) => line.startsWith(`| ${start}`))!;
    const bytesOf = (text: string) =>
      [...text.matchAll(/([\d.]+) (kB|MB)/g)].map(([, number, unit]) => {
        return Number(number) * (unit === 'kB' ? 1e3 : 1e6);
      });
    const close = (told: number[], ...real: Buffer[]) => {
      const all = Buffer.concat(real);
      const sizes = [all.length, gzipSync(all).length].slice(0, told.length);
      for (const [index, size] of sizes.entries()) {
        expect(Math.abs(told[index]! - size) / size).toBeLessThan(0.1);
      }
    };
    const runtime = join(PROJECT, 'node_modules/onnxruntime-web/dist');
    close(
      bytesOf(row('the module `linnet`')),
      dist('index.js', 'src.js', 'create-tagger.js', 'part-store.js'),
    );
    close(bytesOf(row('the worker')), dist('worker.js', 'session.js', 'linnet-core.wasm'));
    close(
      bytesOf(row('ONNX Runtime')),
      readFileSync(join(runtime, 'ort.wasm.bundle.min.mjs')),
      readFileSync(join(runtime, 'ort-wasm-simd-threaded.wasm')),
    );
  });

  test('lists every part of the element', () => {
    const listed = [...README.matchAll(/Parts, .*?: (.*?)\. Custom/g)][0]![1]!;
    const source = readFileSync(join(INSTALLED, 'dist/element.js'), 'utf8');
    const made = [...source.matchAll(/create\("\w+", "([\w-]+)"/g)].map(([, part]) => part);
    expect([...listed.matchAll(/`([\w-]+)`/g)].map(([, part]) => part).sort()).toEqual(
      [...new Set(made)].sort(),
    );
  });
});

test('every declaration is in api.md', () => {
  const api = readFileSync(join(INSTALLED, 'api.md'), 'utf8');
  for (const name of ['index', 'api', 'error', 'element']) {
    const types = readFileSync(join(INSTALLED, `dist/${name}.d.ts`), 'utf8');
    const exported = /^export (?:declare )?(?:class|function|interface|type) (\w+)/gm;
    for (const [, declaration] of types.matchAll(exported)) {
      expect(api).toContain(`### \`${declaration}\``);
    }
  }
});
