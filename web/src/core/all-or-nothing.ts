// What the core's memory holds is freed by hand: also where only a part of what was wanted came about.

export interface InCore {
  delete(): void;
}

/** `make` names with `own` what it takes from the core: where it fails, all of that is freed. */
export async function allOrNothing<Made>(
  make: (own: <Thing extends InCore | undefined>(thing: Thing) => Thing) => Made | Promise<Made>,
): Promise<Made> {
  const owned: InCore[] = [];
  try {
    return await make((thing) => {
      if (thing) owned.push(thing);
      return thing;
    });
  } catch (error) {
    for (const thing of owned) thing.delete();
    throw error;
  }
}
