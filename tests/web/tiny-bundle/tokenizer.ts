// A SentencePiece model written field by field: special pieces, bytes, a few words, letters.
import { bytes, float, integer } from './protobuf';

const NORMAL = 1;
const UNKNOWN = 2;
const CONTROL = 3;
const BYTE = 6;
const UNIGRAM = 1;

interface Piece {
  text: string;
  score: number;
  type: number;
}

export interface TinyTokenizer {
  model: Buffer;
  pieces: number;
  /** The id of a word at the beginning of a word. */
  idOf(word: string): number;
}

/** Each of `words` becomes one piece; other text falls apart into letters and bytes. */
export function makeTokenizer(words: readonly string[]): TinyTokenizer {
  const special = ['<s>', '<pad>', '</s>', '<unk>', '<mask>'].map((text): Piece => {
    return { text, score: 0, type: text === '<unk>' ? UNKNOWN : CONTROL };
  });
  const byteName = (byte: number) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`;
  const byteFallback = Array.from({ length: 256 }, (_, byte): Piece => {
    return { text: byteName(byte), score: -20, type: BYTE };
  });
  const letters = [...'▁abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.,'];
  const normal = [
    ...words.map((word): Piece => ({ text: `▁${word}`, score: -2, type: NORMAL })),
    ...letters.map((text): Piece => ({ text, score: -8, type: NORMAL })),
  ];
  const pieces = [...special, ...byteFallback, ...normal];
  const trainerSpec = [
    integer(3, UNIGRAM),
    integer(4, pieces.length),
    integer(35, true), // byte_fallback
    integer(40, 3), // unk_id
    integer(41, 0), // bos_id
    integer(42, 2), // eos_id
    integer(43, 1), // pad_id
  ];
  const normalizerSpec = [
    bytes(1, 'identity'),
    integer(3, true),
    integer(4, true),
    integer(5, true),
  ];
  const model = Buffer.concat([
    ...pieces.map(({ text, score, type }) =>
      bytes(1, bytes(1, text), float(2, score), integer(3, type)),
    ),
    bytes(2, ...trainerSpec),
    bytes(3, ...normalizerSpec),
  ]);
  return {
    model,
    pieces: pieces.length,
    idOf: (word) => pieces.findIndex(({ text }) => text === `▁${word}`),
  };
}
