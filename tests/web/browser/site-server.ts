// Serves the built site under a sub-path, as a static host would, with a bundle from memory. A test
// may answer requests in its own way.
import { readFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
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
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
};

/** Answers the request for `path` (below the prefix) itself and returns true, or returns false. */
export type Interceptor = (path: string, response: ServerResponse) => boolean | Promise<boolean>;

/** What the built site holds: it does not change while tests run. */
const files = new Map<string, Promise<Buffer | undefined>>();

function fileOf(path: string): Promise<Buffer | undefined> {
  let content = files.get(path);
  if (!content) {
    content = readFile(join(SITE, normalize(path))).catch(() => undefined);
    files.set(path, content);
  }
  return content;
}

const packedBodies = new WeakMap<Buffer, Buffer>();

function packed(content: Buffer): Buffer {
  const body = packedBodies.get(content) ?? gzipSync(content);
  packedBodies.set(content, body);
  return body;
}

/** Browsers keep things by host and port: no port is used twice. */
const usedPorts = new Set<number>();

async function listen(server: Server): Promise<void> {
  for (;;) {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    if (!usedPorts.has(port)) {
      usedPorts.add(port);
      return;
    }
    await new Promise((resolve) => server.close(resolve));
  }
}

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
    await listen(server.#server);
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
      : await fileOf(path);
    if (content === undefined) {
      response.statusCode = 404;
      response.end();
      return;
    }
    if (this.compress) response.setHeader('Content-Encoding', 'gzip');
    await this.#send(this.compress ? packed(content) : content, response);
  }

  async #send(body: Buffer, response: ServerResponse): Promise<void> {
    const chunkBytes = this.bytesPerSecond < Infinity ? 1 << 16 : Math.max(1, body.length);
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
