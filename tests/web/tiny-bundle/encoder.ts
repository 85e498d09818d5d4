// An ONNX graph in the shape of the encoder's: token ids in, logits or an embedding out. Each number
// is the largest that any token of the window has there: output = ReduceMax(weights[input_ids], 1).
import { bytes, integer } from './protobuf';

const FLOAT = 1;
const INT64 = 7;
const ATTRIBUTE_INT = 2;
const ATTRIBUTE_INTS = 7;

function tensorType(elementType: number, ...dimensions: (string | number)[]): Buffer {
  const shape = dimensions.map((dimension) =>
    bytes(1, typeof dimension === 'string' ? bytes(2, dimension) : integer(1, dimension)),
  );
  return bytes(2, bytes(1, integer(1, elementType), bytes(2, ...shape)));
}

/** `weights` holds a row of `width` for each token id. */
export function makeEncoder(
  weights: Float32Array,
  width: number,
  output: 'logits' | 'embedding' = 'logits',
): Buffer {
  const table = bytes(
    5,
    integer(1, weights.length / width),
    integer(1, width),
    integer(2, FLOAT),
    bytes(8, 'weights'),
    bytes(9, Buffer.from(weights.buffer)),
  );
  const gather = bytes(
    1,
    bytes(1, 'weights'),
    bytes(1, 'input_ids'),
    bytes(2, 'rows'),
    bytes(4, 'Gather'),
  );
  const reduce = bytes(
    1,
    bytes(1, 'rows'),
    bytes(2, output),
    bytes(4, 'ReduceMax'),
    bytes(5, bytes(1, 'axes'), integer(8, 1), integer(20, ATTRIBUTE_INTS)),
    bytes(5, bytes(1, 'keepdims'), integer(3, 0), integer(20, ATTRIBUTE_INT)),
  );
  const graph = bytes(
    7,
    gather,
    reduce,
    bytes(2, 'tiny'),
    table,
    bytes(11, bytes(1, 'input_ids'), tensorType(INT64, 'batch', 'sequence')),
    bytes(11, bytes(1, 'attention_mask'), tensorType(INT64, 'batch', 'sequence')),
    bytes(12, bytes(1, output), tensorType(FLOAT, 'batch', width)),
  );
  return Buffer.concat([integer(1, 8), graph, bytes(8, bytes(1, ''), integer(2, 17))]);
}
