// node tag-lines.js MODEL [TIER] <texts.jsonl >tags.jsonl: a line {"title", "description"} in, a line
// of tags out, in the same order.
import { createInterface } from 'node:readline/promises';
import { createTagger } from 'linnet';

const [baseUrl, tier = 'best'] = process.argv.slice(2);
const tagger = await createTagger({ baseUrl, tier });
console.error(`The ${tagger.info.tier} tier of ${tagger.info.name} ${tagger.info.version}`);

async function* texts() {
  for await (const line of createInterface({ input: process.stdin })) yield JSON.parse(line);
}

for await (const { tags, truncated } of tagger.tagBatch(texts())) {
  console.log(JSON.stringify({ tags: tags.map(({ label }) => label), truncated }));
}
tagger.dispose();
