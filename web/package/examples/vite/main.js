// Tags what stands in two fields when the form is sent.
import { createTagger } from 'linnet';

const [form, title, description, status, tags] = [
  'form',
  'title',
  'description',
  'status',
  'tags',
].map((id) => document.getElementById(id));

const megabytes = (bytes) => (bytes / 1e6).toFixed(1);

async function start() {
  // The folder model/ of any Linnet site, copied into public/.
  const tagger = await createTagger({
    baseUrl: 'model/',
    onProgress: ({ receivedBytes, totalBytes }) => {
      status.textContent = `Loading ${megabytes(receivedBytes)} of ${megabytes(totalBytes)} MB`;
    },
  });
  status.textContent = `Ready: the ${tagger.info.tier} tier of ${tagger.info.name}`;

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const result = await tagger.tag({ title: title.value, description: description.value });
    tags.replaceChildren(
      ...result.tags.map(({ label, probability }) => {
        const item = document.createElement('li');
        item.textContent = `${label} ${Math.round(100 * probability)}%`;
        return item;
      }),
    );
    status.textContent = `${result.tags.length} tags by the ${result.tier} tier`;
  });
}

start().catch((error) => {
  status.textContent = `${error.code}: ${error.message}`;
});
