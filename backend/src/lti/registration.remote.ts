import type { GuardedFetch } from './outbound.ts';
import { RegistrationRefused } from './registration.errors.ts';
import type { RegistrationCalls } from './registration.ts';

/** Calls through the address guard; what it refuses or cannot reach is told as a refusal of the registration. */
export function createRegistrationCalls(fetch: GuardedFetch): RegistrationCalls {
  const guarded: GuardedFetch = async (url, request) => {
    try {
      return await fetch(url, request);
    } catch (error) {
      throw asRefusal(error);
    }
  };
  return {
    configuration: (address, token) =>
      guarded(address.href, { headers: { accept: 'application/json', ...bearer(token) } }),
    register: (address, token, body) =>
      guarded(address, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json', ...bearer(token) },
        body: JSON.stringify(body),
      }),
  };
}

function bearer(token: string | undefined): { authorization?: string } {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

function asRefusal(error: unknown): unknown {
  const { code, message } = error as { code?: unknown; message: string };
  if (code === 'lti.outbound_refused') return new RegistrationRefused('address_refused', message, { cause: error });
  if (typeof code !== 'string' || !code.startsWith('lti.outbound_')) return error;
  return new RegistrationRefused('unreachable', message, { cause: error });
}
