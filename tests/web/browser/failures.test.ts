// What goes wrong on the way to the model is told to the visitor, and can be mended.
import { describe, expect, test } from 'vitest';
import { makeEncoder } from '../tiny-bundle/encoder';
import { makeTinyBundle } from '../tiny-bundle/tiny-bundle';
import { useSite } from './site';
import type { Interceptor } from './site-server';
import { statusSays, tagLines, type Visit } from './visit';

const site = useSite();
let open: Visit | undefined;

/** Opens the page and types; what the page says in its alert. */
async function alertAfterTyping(): Promise<string> {
  open = await site.visit();
  await open.page.getByLabel('Title').fill('football');
  const alert = open.page.getByRole('alert').locator('p').first();
  await alert.waitFor();
  return alert.innerText();
}

const encoderParts = (path: string) => path.startsWith('model/encoder.onnx');

/** Flips a byte of each part of the encoder, for the first `times` requests. */
function corrupt(times: number): Interceptor {
  let left = times;
  return (path, response) => {
    if (!encoderParts(path) || left-- <= 0) return false;
    const content = Buffer.from(site.server.bundle.get(path.slice('model/'.length))!);
    content[10]! ^= 1;
    response.end(content);
    return true;
  };
}

describe('a part of the model', () => {
  test('that is corrupted once is asked for again, and all is well', async () => {
    site.server.intercept = corrupt(1);
    open = await site.visit();
    await open.page.getByLabel('Title').fill('football');
    await statusSays(open.page, /^Full tier/);
    await expect.poll(() => tagLines(open!.page)).toEqual(['Sports 88%']);
  });

  test('that stays corrupt is never used: the message names it', async () => {
    site.server.intercept = corrupt(Infinity);
    expect(await alertAfterTyping()).toMatch(
      /^The full tier could not be loaded\. .*encoder\.onnx\.part\d.*SHA-256/,
    );
  });

  test('that fails leaves the instant tier at work', async () => {
    site.server.bundle.delete('encoder.onnx.part2');
    await alertAfterTyping();
    await statusSays(open!.page, /^Instant tier: 1 tag\. The full tier is not available\.$/);
    await expect.poll(() => tagLines(open!.page)).toEqual(['Sports >99%']);
  });

  test('of the instant tier that is missing leaves the full one', async () => {
    site.server.bundle.delete('instant.bin');
    expect(await alertAfterTyping()).toMatch(
      /^The instant tier could not be loaded\. instant\.bin/,
    );
    await statusSays(open!.page, /^Full tier: 1 tag/);
  });

  test('that is missing is named', async () => {
    site.server.bundle.delete('encoder.onnx.part2');
    expect(await alertAfterTyping()).toBe(
      'The full tier could not be loaded. encoder.onnx.part2 is not on this site. ' +
        'The instant tier goes on working.',
    );
  });

  test('that breaks off twice leads to a message, and "Try again" mends it', async () => {
    let broken = true;
    site.server.intercept = (path, response) => {
      if (!broken || !encoderParts(path)) return false;
      response.setHeader('Content-Length', 4096);
      response.write('half of it', () => response.socket?.end());
      return true;
    };
    expect(await alertAfterTyping()).toMatch(/download of encoder\.onnx\.part\d broke off/);
    broken = false;
    await open!.page.getByRole('button', { name: 'Try again' }).click();
    await statusSays(open!.page, /^Full tier: 1 tag/);
    expect(await open!.page.getByRole('alert').textContent()).toBe('');
  });
});

describe('a site', () => {
  test('without a model says so', async () => {
    site.server.bundle = new Map();
    expect(await alertAfterTyping()).toMatch(
      /^This site has no model: http.*model\/manifest\.json is missing\.$/,
    );
    await statusSays(open!.page, /could not start/);
  });

  test('with a manifest of a later format says so', async () => {
    site.server.bundle.set('manifest.json', Buffer.from('{"schema": 99}'));
    expect(await alertAfterTyping()).toMatch(/schema/);
  });

  test('with a manifest that is no JSON says so', async () => {
    site.server.bundle.set('manifest.json', Buffer.from('<!doctype html>'));
    expect(await alertAfterTyping()).toMatch(/manifest/);
  });

  test('without the core says which file is missing', async () => {
    site.server.intercept = (path, response) => {
      if (!/linnet-core.*\.wasm$/.test(path)) return false;
      response.statusCode = 404;
      response.end();
      return true;
    };
    expect(await alertAfterTyping()).toMatch(/^linnet-core.*\.wasm is not on this site\.$/);
  });

  test('without the runtime of the full tier says which file is missing', async () => {
    site.server.intercept = (path, response) => {
      if (!/ort-wasm.*\.wasm$/.test(path)) return false;
      response.statusCode = 404;
      response.end();
      return true;
    };
    expect(await alertAfterTyping()).toMatch(
      /^The full tier could not be loaded\. ort-wasm.*\.wasm/,
    );
  });

  test('whose model is no model says that it could not be started', async () => {
    const bundle = makeTinyBundle({ encoder: Buffer.from('these bytes are no ONNX graph') });
    site.server.bundle = bundle;
    expect(await alertAfterTyping()).toMatch(/^The full tier could not be loaded\. /);
  });

  test.each([
    ['head', 'logits', 'embedding'],
    ['whole', 'embedding', 'logits'],
  ] as const)(
    'of shape "%s" whose encoder gives its %s says what was asked for',
    async (shape, given, asked) => {
      const encoder = makeEncoder(new Float32Array(330 * 5), 5, given);
      site.server.bundle = makeTinyBundle({ shape, encoder });
      expect(await alertAfterTyping()).toContain(
        `asks for the encoder's ${asked}; the encoder gives ${given}.`,
      );
    },
  );
});
