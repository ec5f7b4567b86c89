/**
 * Repeats a piece of work that nobody waits for: first after a tenth of the interval, so that processes started together
 * drift apart little by little; a failed turn is told and the next one comes.
 * @returns how to stop it; it never keeps the process alive
 */
export function every(intervalMs: number, work: () => Promise<unknown>, onError: (error: unknown) => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const turn = async (): Promise<void> => {
    await work().catch(onError);
    if (!isStopped) wait(intervalMs);
  };
  const wait = (ms: number): void => {
    timer = setTimeout(() => void turn(), ms * (0.9 + Math.random() * 0.2));
    timer.unref();
  };
  wait(intervalMs / 10);
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}
