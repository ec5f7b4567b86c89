import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** What the two halves of the space for new objects may take together: 2 x 8 MB. */
const NEW_SPACE_BYTES = 16 * 1024 * 1024;
const LOOK_EVERY_MS = 100;

/**
 * Call it before anything else is loaded: what loading alone needs of the space for new objects, some 30 MB, would stay with the
 * process. {@link keepMemorySmall} lets the space grow afterwards.
 */
export function loadInSmallMemory(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

/**
 * Keeps the memory small in which V8 lets garbage lie, for processes that are this program alone; call it when everything is
 * loaded. An export makes some hundred megabytes of short-lived texts. The space for new objects stays below 64 MB, and old
 * ones are gone through when they have grown by 60 %: at 30, a process that answers long lists goes through them three times as often.
 */
export function keepMemorySmall(): void {
  setFlagsFromString('--heap-growing-percent=60');
  let mayGrow: boolean | undefined;
  const look = () => {
    const size = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0;
    if (mayGrow === size < NEW_SPACE_BYTES) return;
    mayGrow = size < NEW_SPACE_BYTES;
    setFlagsFromString(`--semi-space-growth-factor=${mayGrow ? 2 : 1}`);
  };
  look();
  // V8 takes it from a process that rests, down to 2 MB: if it stayed so, each list of 500 would be cleaned up after.
  setInterval(look, LOOK_EVERY_MS).unref();
}
