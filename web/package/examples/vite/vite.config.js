import { defineConfig } from 'vite';

export default defineConfig({
  // The workers load ONNX Runtime when it is needed: that takes workers that are modules.
  worker: { format: 'es' },
  // In development, leave the package as it is, so that its workers find their files.
  optimizeDeps: { exclude: ['linnet'] },
});
