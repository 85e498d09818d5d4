// The bundle that the site ships, for tests of weight and speed.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bundle } from '../tiny-bundle/tiny-bundle';
import { SITE } from './build-site';

let files: Bundle | undefined;

export function shippedBundle(): Bundle {
  const folder = join(SITE, 'model');
  files ??= new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
  return new Map(files);
}
