// The least of protobuf's wire format that a writer needs (protobuf.dev/programming-guides/encoding).

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  return Buffer.from(bytes);
}

const VARINT = 0;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

const key = (field: number, wireType: number) => varint(field * 8 + wireType);

/** A field that holds a non-negative integer, an enumerator or a truth value. */
export function integer(field: number, value: number | boolean): Buffer {
  return Buffer.concat([key(field, VARINT), varint(Number(value))]);
}

export function float(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return Buffer.concat([key(field, FIXED32), bytes]);
}

/** A string, bytes, or a message given by its fields. */
export function bytes(field: number, ...content: (string | Uint8Array)[]): Buffer {
  const joined = Buffer.concat(
    content.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)),
  );
  return Buffer.concat([key(field, LENGTH_DELIMITED), varint(joined.length), joined]);
}
