/** Whether kill and load tests run in their long version (`npm run test:storm`). */
export function isStorm(): boolean {
  return process.env.PASSERELLE_STORM === '1';
}
