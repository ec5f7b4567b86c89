import { AppError } from '../errors/app-error.ts';
import type { Clock } from '../time/clock.ts';
import { makeSigningKey, type StoredSigningKey } from './signing-keys.ts';

/** A key that was replaced stays published so long: platforms may still hold something it signed. */
const KEEP_MS = 24 * 3600_000;

/** A key as the terminal lists it. */
export interface ListedKey {
  /** RFC 7638 thumbprint, which is the `kid`. */
  id: string;
  /** `active` signs; `published` will sign, or did a short while ago; `retired` is told to nobody. */
  status: StoredSigningKey['status'];
  created_at: Date;
  /** When a published key begins to sign. */
  activate_at: Date | null;
  /** When a key that has signed stops being published. */
  retire_at: Date | null;
  retired_at: Date | null;
  /** Public members only, JSON. */
  public_jwk: string;
}

/** Where keys change places. Every call is one transaction. */
export interface KeyRotationStore {
  list(): Promise<ListedKey[]>;
  /** Adds a key that is published now and signs from `activateAt` on; false when another one waits already. */
  announce(key: StoredSigningKey, activateAt: Date, now: Date): Promise<boolean>;
  /** The new key signs now and every other one is retired. */
  replaceAll(key: StoredSigningKey, now: Date): Promise<void>;
  /**
   * What is due: an announced key becomes active and the ones before it stay published until `retireAt`; those whose time
   * is over are retired. Answers how many keys changed.
   */
  advance(now: Date, retireAt: Date): Promise<number>;
}

export interface KeyRotation {
  list(): Promise<ListedKey[]>;
  /**
   * Makes a new key. It is published at once and signs after `afterMs`, when platforms have fetched it; the old one stays
   * published for a day after that.
   * @throws AppError lti.rotation_under_way when another new key waits already
   */
  rotate(afterMs: number): Promise<ListedKey[]>;
  /** For a key that got into wrong hands: the new one signs at once, and the old ones are published no more. */
  replaceNow(): Promise<ListedKey[]>;
  /** Carries out what is due; called every minute by every process. */
  advance(): Promise<number>;
}

export function createKeyRotation(store: KeyRotationStore, secretKey: string, clock: Clock): KeyRotation {
  const advance = () => {
    const now = clock.now();
    return store.advance(now, new Date(now.getTime() + KEEP_MS));
  };
  return {
    list: () => store.list(),
    advance,
    async rotate(afterMs) {
      const now = clock.now();
      const key: StoredSigningKey = { ...(await makeSigningKey(secretKey)), status: 'published' };
      if (!(await store.announce(key, new Date(now.getTime() + afterMs), now))) {
        throw new AppError(
          'lti.rotation_under_way',
          'conflict',
          'A new key is published already and waits to sign ("passerelle lti-keys list" tells when). In an emergency: --now. / Une nouvelle clé attend déjà.',
        );
      }
      await advance();
      return store.list();
    },
    async replaceNow() {
      await store.replaceAll(await makeSigningKey(secretKey), clock.now());
      return store.list();
    },
  };
}
