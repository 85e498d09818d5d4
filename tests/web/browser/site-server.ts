// Serves the built site under a sub-path, as a static host would, with a bundle from memory. A test
// may answer requests in its own way.
import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { HEADER_POLICY } from '../../../web/content-security-policy';
import type { Bundle } from '../tiny-bundle/tiny-bundle';
import { SITE } from './build-site';

const PREFIX = '/linnet/';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
};

/** Answers the request for `path` (below the prefix) itself and returns true, or returns false. */
export type Interceptor = (path: string, response: ServerResponse) => boolean | Promise<boolean>;

export class SiteServer {
  /** Paths below the prefix, in the order asked for. */
  readonly requests: string[] = [];
  intercept: Interceptor = () => false;
  /** Packs what it sends, as static hosts do. */
  compress = false;
  /** Of the line to the visitor, shared by all requests. */
  bytesPerSecond = Infinity;
  /** Of the bodies sent. */
  sentBytes = 0;
  #lineFreeAt = 0;
  readonly #packedBodies = new Map<string, Buffer>();
  bundle: Bundle;
  #server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://local').pathname);
    this.#answer(path, response).catch(() => {
      response.statusCode = 500;
      response.end();
    });
  });

  private constructor(bundle: Bundle) {
    this.bundle = bundle;
  }

  static async start(bundle: Bundle): Promise<SiteServer> {
    const server = new SiteServer(bundle);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get url(): string {
    return this.origin + PREFIX;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(fullPath: string, response: ServerResponse): Promise<void> {
    if (!fullPath.startsWith(PREFIX)) {
      this.requests.push(fullPath);
      response.statusCode = 404;
      response.end();
      return;
    }
    const path = fullPath.slice(PREFIX.length) || 'index.html';
    this.requests.push(path);
    response.setHeader('Content-Security-Policy', HEADER_POLICY);
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('Content-Type', TYPES[extname(path)] ?? 'application/octet-stream');
    if (await this.intercept(path, response)) return;
    const content = path.startsWith('model/')
      ? this.bundle.get(path.slice('model/'.length))
      : await readFile(join(SITE, normalize(path))).catch(() => undefined);
    if (content === undefined) {
      response.statusCode = 404;
      response.end();
      return;
    }
    if (this.compress) response.setHeader('Content-Encoding', 'gzip');
    await this.#send(this.compress ? this.#packed(path, content) : content, response);
  }

  #packed(path: string, content: Buffer): Buffer {
    const packed = this.#packedBodies.get(path) ?? gzipSync(content);
    this.#packedBodies.set(path, packed);
    return packed;
  }

  async #send(body: Buffer, response: ServerResponse): Promise<void> {
    const chunkBytes = 1 << 16;
    response.setHeader('Content-Length', body.length);
    for (let begin = 0; begin < body.length; begin += chunkBytes) {
      const chunk = body.subarray(begin, begin + chunkBytes);
      if (this.bytesPerSecond < Infinity) {
        const now = performance.now();
        this.#lineFreeAt =
          Math.max(now, this.#lineFreeAt) + (chunk.length / this.bytesPerSecond) * 1000;
        await wait(this.#lineFreeAt - now);
      }
      this.sentBytes += chunk.length;
      response.write(chunk);
    }
    response.end();
  }
}
