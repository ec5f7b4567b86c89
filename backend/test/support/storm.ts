/** Whether kill and load tests run in their long version (`npm run test:storm`). */
export function isStorm(): boolean {
  return process.env.PASSERELLE_STORM === '1';
}

/** Learners of the largest bases in the long version, 20 grains each: two million rows. Fewer show the same in less time. */
export function stormLearners(): number {
  return Number(process.env.PASSERELLE_STORM_LEARNERS ?? 100_000);
}
