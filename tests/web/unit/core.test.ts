// The WebAssembly core through its JavaScript border: values, errors with codes, memory given back.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import createLinnetCore, { type LinnetCore } from 'linnet-core';
import { beforeAll, describe, expect, test } from 'vitest';

const BINARY = fileURLToPath(new URL('../../../build/wasm/bin/linnet-core.wasm', import.meta.url));

const utf8 = (text: string) => new TextEncoder().encode(text);

let core: LinnetCore;

beforeAll(async () => {
  core = await createLinnetCore({ wasmBinary: await readFile(BINARY) });
});

const ZEROS = '0'.repeat(64);

const MANIFEST = {
  schema: 1,
  name: 'tiny',
  version: '1.0',
  labels: 'labels.json',
  tokenizer: 'tokenizer.model',
  tiers: {
    full: {
      file: 'encoder.onnx',
      limits: { max_tokens: 64, overlap: 8, max_windows: 4 },
      decision: {
        calibration: { scale: 1, bias: 0 },
        thresholds: [0.5, 0.25, 0.9],
        max_tags: 2,
        title_shift: -1,
        operating_points: [
          { shift: -1, precision: 0.25, recall: 0.75, tags_per_row: 3 },
          { shift: 1, precision: 0.75, recall: 0.25, tags_per_row: 1 },
        ],
      },
      metrics: { micro_f1: 0.42 },
      metrics_data: 'three made-up rows',
    },
  },
  files: ['labels.json', 'tokenizer.model', 'encoder.onnx'].map((name) => ({
    name,
    bytes: 7,
    sha256: ZEROS,
    parts: [{ name, bytes: 7, sha256: ZEROS }],
  })),
};

const parseManifest = (value: unknown = MANIFEST) =>
  core.Manifest.parse(utf8(JSON.stringify(value)));

const logit = (probability: number) => Math.log(probability / (1 - probability));

describe('label sets', () => {
  test('cross in index order, whatever their script', () => {
    const labels = core.LabelSet.parse(utf8('{"Économie": 1, "健康": 0, "🎵 Music": 2}'));
    expect(labels.size).toBe(3);
    expect(labels.names()).toEqual(['健康', 'Économie', '🎵 Music']);
    labels.delete();
  });
});

describe('errors', () => {
  test('are JavaScript errors with a code and a message', () => {
    const parse = () => core.LabelSet.parse(utf8('{"a": 5}'));
    expect(parse).toThrow(Error);
    expect(parse).toThrow(expect.objectContaining({ code: 'invalid-format' }));
    expect(parse).toThrow(/"a"/);
  });

  test.each(['Tokenizer', 'LabelSet', 'InstantModel', 'ClassificationHead', 'Manifest'] as const)(
    'bytes that are no %s are refused',
    (kind) => {
      for (const bytes of [new Uint8Array(), utf8('nonsense'), new Uint8Array(1000).fill(255)]) {
        expect(() => core[kind].parse(bytes)).toThrow(
          expect.objectContaining({ code: 'invalid-format' }),
        );
      }
    },
  );

  test('leave the module working', () => {
    for (let round = 0; round < 2000; ++round) {
      expect(() => core.LabelSet.parse(utf8('{'))).toThrow();
    }
    const labels = core.LabelSet.parse(utf8('{"a": 0}'));
    expect(labels.names()).toEqual(['a']);
    labels.delete();
  });
});

describe('the manifest', () => {
  test('crosses with its tiers and files', () => {
    const manifest = parseManifest();
    expect([manifest.name, manifest.version]).toEqual(['tiny', '1.0']);
    expect([manifest.labelsFile, manifest.tokenizerFile]).toEqual([
      'labels.json',
      'tokenizer.model',
    ]);
    expect(manifest.tiers()).toEqual({
      full: {
        file: 'encoder.onnx',
        headFile: '',
        tokenizerFile: 'tokenizer.model',
        limits: { maxTokens: 64, overlap: 8, maxWindows: 4 },
        metrics: { micro_f1: 0.42 },
        metricsData: 'three made-up rows',
      },
    });
    expect(manifest.file('encoder.onnx')).toEqual(MANIFEST.files[2]);
    manifest.delete();
  });

  test('name the head and the tokenizer of a full tier that has its own', () => {
    const own = { head: 'labels.json', tokenizer: 'encoder.onnx' };
    const full = { ...MANIFEST.tiers.full, ...own };
    const manifest = parseManifest({ ...MANIFEST, schema: 2, tiers: { full } });
    expect(manifest.tiers()['full']).toMatchObject({
      headFile: 'labels.json',
      tokenizerFile: 'encoder.onnx',
    });
    expect(manifest.tokenizerFile).toBe('tokenizer.model');
    manifest.delete();
  });

  test('checks size and hash of a part', () => {
    const manifest = parseManifest();
    manifest.verifyPart('encoder.onnx', 0, 7, ZEROS);
    for (const [bytes, hash] of [
      [8, ZEROS],
      [7, 'f'.repeat(64)],
    ] as const) {
      expect(() => manifest.verifyPart('encoder.onnx', 0, bytes, hash)).toThrow(
        expect.objectContaining({ code: 'corrupt' }),
      );
    }
    manifest.delete();
  });

  test.each([
    ['another schema', { ...MANIFEST, schema: 99 }, 'unsupported'],
    ['a tier of a file that is not listed', { ...MANIFEST, files: [] }, 'not-found'],
    ['a missing field', { ...MANIFEST, tokenizer: undefined }, 'invalid-format'],
  ])('with %s is refused', (_name, value, code) => {
    expect(() => parseManifest(value)).toThrow(expect.objectContaining({ code }));
  });

  test('has no decision for a tier that it does not have', () => {
    const manifest = parseManifest();
    expect(() => manifest.decision('instant')).toThrow(
      expect.objectContaining({ code: 'not-found' }),
    );
    manifest.delete();
  });
});

describe('decisions', () => {
  test('give the tags over their thresholds, ranked, and outlive their manifest', () => {
    const manifest = parseManifest();
    const decision = manifest.decision('full');
    manifest.delete();
    const logits = Float32Array.of(logit(0.6), logit(0.3), logit(0.8));
    expect(decision.decide(logits)).toEqual([
      { label: 0, probability: expect.closeTo(0.6), threshold: 0.5, clear: true },
      { label: 1, probability: expect.closeTo(0.3), threshold: 0.25, clear: true },
    ]);
    expect(decision.rank(logits, 1)).toMatchObject([{ label: 2 }]);
    expect(decision.decide(Float32Array.of(-9, -9, -9))).toEqual([]);
    expect(decision.probabilities(Float32Array.of(0, 0, NaN))).toEqual(
      Float32Array.of(0.5, 0.5, 0),
    );
    decision.delete();
  });

  test('is adjusted by a shift and by wishes, and says what it promises', () => {
    const decision = parseManifest().decision('full');
    expect(decision.operatingPoints()).toEqual([
      { shift: -1, precision: 0.25, recall: 0.75, tagsPerRow: 3 },
      { shift: 1, precision: 0.75, recall: 0.25, tagsPerRow: 1 },
    ]);
    const adjusted = decision.adjusted({
      shift: 1,
      excluded: [0],
      required: [2],
      titleAlone: false,
    });
    const tags = adjusted.decide(Float32Array.of(9, 3, -9));
    expect(tags.map(({ label }) => label)).toEqual([1, 2]);
    expect(tags[0]?.threshold).toBeCloseTo(1 / (1 + 3 * Math.exp(-1)));
    expect(() =>
      decision.adjusted({ shift: 9, excluded: [], required: [], titleAlone: false }),
    ).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
    expect(() =>
      decision.adjusted({ shift: 0, excluded: [3], required: [], titleAlone: false }),
    ).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
    adjusted.delete();
    decision.delete();
  });

  test('of a title alone has thresholds of its own', () => {
    const decision = parseManifest().decision('full');
    const asked = { shift: 0, excluded: [], required: [] };
    const logits = Float32Array.of(-0.5, -9, -9);
    for (const [titleAlone, labels] of [
      [false, []],
      [true, [0]],
    ] as const) {
      const adjusted = decision.adjusted({ ...asked, titleAlone });
      expect(adjusted.decide(logits).map(({ label }) => label)).toEqual(labels);
      adjusted.delete();
    }
    decision.delete();
  });

  test('tell which tags clearly fit, and on what that was measured', () => {
    const plain = parseManifest().decision('full');
    expect([plain.evidence(), plain.clearGroup()]).toEqual([undefined, undefined]);
    plain.delete();
    const { full } = MANIFEST.tiers;
    const clearGroup = { shift: 1, precision: 0.75, recall: 0.5 };
    const evidence = { rows: 3, graded: true };
    const rule = { ...full.decision, clear_group: clearGroup, evidence };
    const manifest = { ...MANIFEST, tiers: { full: { ...full, decision: rule } } };
    const decision = parseManifest(manifest).decision('full');
    expect(decision.clearGroup()).toEqual(clearGroup);
    expect(decision.evidence()).toEqual(evidence);
    // From 0.5 and 0.25, a shift of 1 leads to 0.731 and 0.475.
    const logits = Float32Array.of(logit(0.72), logit(0.48), logit(0.1));
    const lenient = decision.adjusted({ shift: -1, excluded: [], required: [], titleAlone: false });
    for (const given of [decision, lenient]) {
      expect(given.decide(logits)).toMatchObject([
        { label: 0, clear: false },
        { label: 1, clear: true },
      ]);
    }
    lenient.delete();
    decision.delete();
  });

  test('refuse logits of another number of labels', () => {
    const decision = parseManifest().decision('full');
    expect(() => decision.decide(Float32Array.of(1))).toThrow(
      expect.objectContaining({ code: 'invalid-argument' }),
    );
    decision.delete();
  });

  test('say how much of the instant tier is blended in, nothing by default', () => {
    const plain = parseManifest().decision('full');
    expect(plain.instantWeight).toBe(0);
    plain.delete();
    expect(core.blendLogits(Float32Array.of(1, 2), Float32Array.of(4, -4), 0.5)).toEqual(
      Float32Array.of(3, 0),
    );
    expect(() => core.blendLogits(Float32Array.of(1), Float32Array.of(1, 2), 1)).toThrow(
      expect.objectContaining({ code: 'invalid-argument' }),
    );
  });

  test('the logits of windows are averaged label by label', () => {
    expect(core.poolWindows(Float32Array.of(1, 2, 3, 4), 2)).toEqual(Float32Array.of(2, 3));
    expect(() => core.poolWindows(Float32Array.of(1, 2, 3), 2)).toThrow(
      expect.objectContaining({ code: 'invalid-argument' }),
    );
  });
});
