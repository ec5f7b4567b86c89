import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose';

/** The tool's key set cannot be fetched: Moodle answers 404 with an HTML page. */
export class KeysUnreachable extends Error {}

const TIMEOUT_MS = 5000;

/** Verifies what the tool signs, with the keys at `jwksUrl`; keeps them, and fetches them anew when a signature does not verify. */
export class ToolKeys {
  #jwksUrl: string;
  #now: () => number;
  #keys: JSONWebKeySet | undefined;
  #fetching: Promise<JSONWebKeySet> | undefined;

  constructor(jwksUrl: string, now: () => number) {
    this.#jwksUrl = jwksUrl;
    this.#now = now;
  }

  /** The claims. Throws the errors of `jose.jwtVerify`, or KeysUnreachable. Like Moodle, only signature and times are checked. */
  async verify(token: string): Promise<JWTPayload> {
    if (this.#keys !== undefined) {
      try {
        return await this.#check(token, this.#keys);
      } catch (error) {
        if (!isKeyTrouble(error)) throw error;
      }
    }
    this.#fetching ??= this.#fetch().finally(() => {
      this.#fetching = undefined;
    });
    this.#keys = await this.#fetching;
    return this.#check(token, this.#keys);
  }

  async #check(token: string, keys: JSONWebKeySet): Promise<JWTPayload> {
    const currentDate = new Date(this.#now());
    const { payload } = await jwtVerify(token, createLocalJWKSet(keys), { currentDate, algorithms: ['RS256'] });
    return payload;
  }

  async #fetch(): Promise<JSONWebKeySet> {
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const response = await fetch(this.#jwksUrl, { signal, headers: { accept: 'application/json' } });
      if (!response.ok) throw new KeysUnreachable(`the key set answered ${response.status}`);
      return (await response.json()) as JSONWebKeySet;
    } catch (error) {
      throw new KeysUnreachable('the key set of the tool cannot be fetched', { cause: error });
    }
  }
}

function isKeyTrouble(error: unknown): boolean {
  return error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWSSignatureVerificationFailed;
}
