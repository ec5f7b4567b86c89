/** What `work` resolves to; `undefined` when it takes longer than that. It goes on then, and nobody hears of its end. */
export async function atMost<Result>(ms: number, work: Promise<Result>): Promise<Result | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined);
  });
  return Promise.race([work, enough]).finally(() => clearTimeout(timer));
}
