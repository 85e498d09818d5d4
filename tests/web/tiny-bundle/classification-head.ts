// A head's file, byte by byte as core/classification_head.h describes it.
import { f32, u32 } from './binary';

/** One layer of `weights` (labels x embedding size, row-major) and `biases`. */
export function makeHead(
  labels: readonly string[],
  weights: readonly number[],
  biases: readonly number[],
): Buffer {
  const names = labels.map((label) => Buffer.from(label));
  return Buffer.concat([
    Buffer.from('LINNETCH'),
    u32(1, weights.length / labels.length, 1),
    u32(0), // the encoder is not told
    u32(labels.length),
    ...names.flatMap((name) => [u32(name.length), name]),
    u32(labels.length),
    f32(...weights, ...biases),
  ]);
}
