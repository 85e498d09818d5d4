import { defineConfig } from 'vite';

export default defineConfig({
  // The worker loads ONNX Runtime when it is needed, in threads where it may: that takes a module.
  worker: { format: 'es' },
});
