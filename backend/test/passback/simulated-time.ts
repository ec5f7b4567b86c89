/** A course of time that all processes of a test share: `at` when the machine's clock said `realAt`, and `speed` times as fast. */
export interface SimulatedTime {
  at: number;
  realAt: number;
  speed: number;
}

const RealDate = Date;

/** What the simulated clock says now, in milliseconds. */
export function simulatedNow({ at, realAt, speed }: SimulatedTime): number {
  return Math.round(at + (RealDate.now() - realAt) * speed);
}

/** From now on, everything in this process that asks for the time is told the simulated one. */
export function live(timeOf: () => SimulatedTime): void {
  globalThis.Date = class extends RealDate {
    constructor(...parts: [] | [number | string | Date]) {
      super(parts.length === 0 ? simulatedNow(timeOf()) : parts[0]);
    }
    static override now(): number {
      return simulatedNow(timeOf());
    }
  } as DateConstructor;
}
