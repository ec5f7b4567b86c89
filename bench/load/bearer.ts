/** The bearer of a learner's session in a benchmark: the floor reads the learner from its last 36 characters. */
export function bearerOfLearner(userId: string): string {
  return `bench_${userId}`;
}
