// onnxruntime_web_test.mjs WRITE_TINY_MODELS ONNXRUNTIME_WEB: the models that we write load in
// onnxruntime-web and give there, within a tolerance, what native ONNX Runtime gives.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [writer, runtime] = process.argv.slice(2);
const ort = await import(pathToFileURL(join(runtime, 'dist/ort.wasm.min.mjs')).href);
ort.env.wasm.numThreads = 1;

const folder = mkdtempSync(join(tmpdir(), 'linnet-web-'));
let failures = 0;
try {
  execFileSync(writer, [folder], { stdio: 'inherit' });
  for (const model of JSON.parse(readFileSync(join(folder, 'models.json'), 'utf8'))) {
    const session = await ort.InferenceSession.create(readFileSync(join(folder, model.file)), {
      executionProviders: ['wasm'],
      graphOptimizationLevel: 'all',
    });
    const shape = [1, model.ids.length];
    const { [model.output]: output } = await session.run({
      input_ids: new ort.Tensor('int64', BigInt64Array.from(model.ids, BigInt), shape),
      attention_mask: new ort.Tensor('int64', new BigInt64Array(model.ids.length).fill(1n), shape),
    });
    const difference = Math.max(...model.values.map((x, i) => Math.abs(x - output.data[i])));
    const good = output.data.length === model.values.length && difference <= model.tolerance;
    console.log(
      `${good ? 'ok  ' : 'FAIL'} ${model.file}: ${model.output} off by ${difference.toExponential(1)}`,
    );
    if (!good) failures += 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}
process.exit(failures === 0 ? 0 : 1);
