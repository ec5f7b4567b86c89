/** One breach of the rules of the house. */
export interface Finding {
  readonly rule: string;
  /** A file, with its line where one line is to blame. */
  readonly at: string;
  readonly says: string;
}
