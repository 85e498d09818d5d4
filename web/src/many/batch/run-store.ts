// Rows done, kept on this device until they are forgotten: a reload, a crash or a closed tab loses
// none. Where the browser keeps nothing, everything works without.
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { KeepingState, KeptRun, RowOutcome, RunSettings } from '../messages';

/** What makes two runs the same; a change of any makes another one. */
export interface RunIdentity {
  /** Of the file's content. */
  hash: string;
  bytes: number;
  /** Name, version and digests of the model. */
  model: string;
  settings: RunSettings;
}

interface StoredRun extends KeptRun {
  /** Content and model: by these a run is found before its settings are known. */
  subject: string;
}

interface Schema extends DBSchema {
  runs: { key: string; value: StoredRun; indexes: { subject: string } };
  /** Consecutive rows, by the run and the index of the first of them. */
  chunks: { key: [string, number]; value: RowOutcome[] };
}

/** Rows of version 1 do not tell which of their tags clearly fit. */
const VERSION = 2;

const subjectOf = ({ hash, bytes, model }: Omit<RunIdentity, 'settings'>) =>
  `${hash} ${bytes} ${model}`;

export const runKey = (identity: RunIdentity) =>
  `${subjectOf(identity)} ${JSON.stringify(identity.settings)}`;

/** What became of rows that were to be kept. */
export type Kept =
  | 'kept'
  /** The store has no room, or broke: they may be kept later. */
  | 'failed'
  /** The run is another tab's now, or was forgotten: they never will. */
  | 'elsewhere';

const chunksOf = (key: string) => IDBKeyRange.bound([key, 0], [key, Infinity]);

export class RunStore {
  #state: KeepingState;
  /** Runs that there was no room to begin: with their first rows it is tried again. */
  readonly #unbegun = new Map<string, StoredRun>();

  private constructor(private readonly database: IDBPDatabase<Schema> | undefined) {
    this.#state = database ? 'available' : 'unavailable';
  }

  /** Keeps nothing. */
  static none(): RunStore {
    return new RunStore(undefined);
  }

  /** `siteUrl`: pages elsewhere on the same origin have stores of their own. Never fails. */
  static async open(siteUrl: string): Promise<RunStore> {
    try {
      const database = await openDB<Schema>(`linnet-many ${siteUrl}`, VERSION, {
        upgrade(database) {
          for (const name of [...database.objectStoreNames]) database.deleteObjectStore(name);
          database.createObjectStore('runs', { keyPath: 'key' }).createIndex('subject', 'subject');
          database.createObjectStore('chunks');
        },
        // A newer page in another tab wants to change the store: this one goes on without.
        blocking(_current, _blocked, event) {
          (event.target as IDBDatabase).close();
        },
      });
      return new RunStore(database);
    } catch {
      return RunStore.none();
    }
  }

  get state(): KeepingState {
    return this.#state;
  }

  /** What another tab does is of no matter to the next file. Whether that changed `state`. */
  nextFile(): boolean {
    const changes = this.#state === 'elsewhere';
    if (changes) this.#state = 'available';
    return changes;
  }

  /** Most recent first. */
  async list(): Promise<KeptRun[]> {
    const runs = (await this.#try((database) => database.getAll('runs'))) ?? [];
    return runs.sort((a, b) => b.updated - a.updated);
  }

  async get(key: string): Promise<KeptRun | undefined> {
    return this.#try((database) => database.get('runs', key));
  }

  /** The latest run on this content with this model. */
  async find(content: Omit<RunIdentity, 'settings'>): Promise<KeptRun | undefined> {
    const runs = await this.#try((database) =>
      database.getAllFromIndex('runs', 'subject', subjectOf(content)),
    );
    return runs?.sort((a, b) => b.updated - a.updated)[0];
  }

  /** All rows of a run from the first on, without a gap. */
  async read(key: string): Promise<RowOutcome[]> {
    const chunks = await this.#try((database) => database.getAll('chunks', chunksOf(key)));
    return chunks?.flat() ?? [];
  }

  /** Begins anew: rows kept before are removed. */
  async begin(
    identity: RunIdentity,
    run: Pick<KeptRun, 'name' | 'bytes' | 'rows'>,
  ): Promise<string> {
    const key = runKey(identity);
    await this.forget(key);
    const begun: StoredRun = {
      ...run,
      key,
      subject: subjectOf(identity),
      settings: identity.settings,
      done: 0,
      updated: Date.now(),
    };
    const put = await this.#try((database) => database.put('runs', begun));
    if (put === undefined) this.#unbegun.set(key, begun);
    else this.#state = 'available';
    return key;
  }

  /** Keeps the rows from `first` on, and counts them as done: both or neither. */
  async append(key: string, first: number, rows: RowOutcome[]): Promise<Kept> {
    const kept = await this.#try(async (database): Promise<Kept> => {
      const transaction = database.transaction(['runs', 'chunks'], 'readwrite');
      const run = (await transaction.objectStore('runs').get(key)) ?? this.#unbegun.get(key);
      // What another tab left there stays as it is.
      const ours = run !== undefined && run.done === first;
      if (ours) {
        await transaction.objectStore('chunks').put(rows, [key, first]);
        const changed = { ...run, done: first + rows.length, updated: Date.now() };
        await transaction.objectStore('runs').put(changed);
      }
      await transaction.done;
      if (ours) this.#unbegun.delete(key);
      this.#state = ours ? 'available' : 'elsewhere';
      return ours ? 'kept' : 'elsewhere';
    });
    return kept ?? 'failed';
  }

  async forget(key: string): Promise<void> {
    this.#unbegun.delete(key);
    await this.#try(async (database) => {
      const transaction = database.transaction(['runs', 'chunks'], 'readwrite');
      await transaction.objectStore('runs').delete(key);
      await transaction.objectStore('chunks').delete(chunksOf(key));
      await transaction.done;
    });
  }

  /** Nothing where the store failed; `state` says why. It is asked again all the same. */
  async #try<Value>(
    work: (database: IDBPDatabase<Schema>) => Promise<Value>,
  ): Promise<Value | undefined> {
    if (!this.database) return undefined;
    try {
      return await work(this.database);
    } catch (error) {
      const full = error instanceof DOMException && error.name === 'QuotaExceededError';
      this.#state = full ? 'full' : 'unavailable';
      return undefined;
    }
  }
}
