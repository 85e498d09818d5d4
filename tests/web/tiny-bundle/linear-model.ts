// A file of the instant tier, byte by byte as core/linear_model.h describes it. Each feature is one
// piece that speaks for one label.
import { f32, u32 } from './binary';

const KEY_OF_PIECES = 1n;

/** SplitMix64's finaliser, with which the core hashes features. */
function mix(value: bigint): bigint {
  const wrap = (x: bigint) => BigInt.asUintN(64, x);
  let x = wrap(value + 0x9e3779b97f4a7c15n);
  x = wrap((x ^ (x >> 30n)) * 0xbf58476d1ce4e5b9n);
  x = wrap((x ^ (x >> 27n)) * 0x94d049bb133111ebn);
  return x ^ (x >> 31n);
}

function keyOfPiece(id: number): number {
  return Number(mix(mix(KEY_OF_PIECES) ^ BigInt(id)) >> 32n);
}

export interface PieceWeight {
  piece: number;
  label: number;
}

/** A text of nothing but such a piece has the logit `bias + weight` for its label. */
export function makeLinearModel(
  labels: number,
  pieces: readonly PieceWeight[],
  bias: number,
  weight: number,
): Buffer {
  const features = pieces
    .map(({ piece, label }) => ({ key: keyOfPiece(piece), label }))
    .sort((a, b) => a.key - b.key);
  const scale = weight / 127;
  return Buffer.concat([
    Buffer.from('LINNETLM'),
    u32(1, labels, 0, features.length, features.length),
    f32(3, ...Array<number>(labels).fill(bias), ...Array<number>(labels).fill(scale)),
    u32(...features.map(({ key }) => key)),
    Buffer.alloc(features.length), // one weight each
    Buffer.from(features.map(({ label }) => label)),
    Buffer.alloc(features.length, 127),
  ]);
}
