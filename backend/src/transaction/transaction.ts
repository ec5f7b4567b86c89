declare const transactionBrand: unique symbol;

/** A database transaction under way, opaque to rules: they hand it from one port to another, only stores look inside. */
export interface Transaction {
  readonly [transactionBrand]: true;
}

/** Runs work that is committed whole or not at all. */
export interface TransactionRunner {
  write<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
}
