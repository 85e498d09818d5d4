// Serves a folder as a static host would. A test may add headers, or leave requests without answer.
import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

export class StaticServer {
  /** Paths, in the order asked for. */
  readonly requests: string[] = [];
  headers: Record<string, string> = {};
  /** Where it returns true, it answers the request itself, or leaves it without an answer. */
  intercept: (path: string, response: ServerResponse) => boolean = () => false;
  #server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://local').pathname);
    this.requests.push(path);
    if (this.intercept(path, response)) return;
    // Browsers ask for it by themselves.
    if (path === '/favicon.ico') return void response.writeHead(204).end();
    const file = join(this.folder, normalize(path.endsWith('/') ? `${path}index.html` : path));
    response.setHeader('Content-Type', TYPES[extname(file)] ?? 'application/octet-stream');
    for (const [name, value] of Object.entries(this.headers)) response.setHeader(name, value);
    readFile(file).then(
      (content) => response.end(content),
      () => response.writeHead(404).end(),
    );
  });

  private constructor(private readonly folder: string) {}

  static async start(folder: string): Promise<StaticServer> {
    const server = new StaticServer(folder);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  /** Ends with a slash. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
