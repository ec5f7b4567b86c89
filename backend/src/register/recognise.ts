import { isIdentifier } from '../ids/identifier.ts';

/** A person of the register, as far as recognising goes. */
export interface KnownPerson {
  pk: string;
  /** The institution's ids: student_id and uuid_scolaire, or teacher_id. */
  ids: readonly (string | null)[];
  email: string | null;
  /** Somebody else of the same platform is this person already. */
  isTaken: boolean;
}

/**
 * Which person of the register somebody who launches is: the one whose id the platform names, else the only one with
 * exactly this e-mail. Never one whom another account of the same platform stands for, and never a guess (ADR 11).
 * @param known persons of the tenant with that id or e-mail
 */
export function recognise(
  who: { sourcedId: string | null; email: string | null },
  known: readonly KnownPerson[],
): KnownPerson | undefined {
  const only = (persons: readonly KnownPerson[]) =>
    persons.length === 1 && persons[0]?.isTaken === false ? persons[0] : undefined;
  const { sourcedId, email } = who;
  if (sourcedId !== null) {
    const named = known.filter(({ ids }) => ids.includes(sourcedId));
    if (named.length > 0) return only(named);
  }
  if (email === null) return undefined;
  return only(known.filter((person) => person.email === email));
}

/** The id of somebody new in the register: the institution's own where it fits and is free, else our own. */
export function newRegisterId(sourcedId: string | null, isFree: boolean, ourOwn: string): string {
  return sourcedId !== null && isFree && [...sourcedId].length <= 64 ? sourcedId : ourOwn;
}

/** First and last name as a platform sends them; one that sends only the whole name gives it as the last. */
export function namesOf(user: { firstname: string | null; lastname: string | null; full_name: string | null }) {
  const { firstname, lastname, full_name } = user;
  return firstname === null && lastname === null ? { firstname, lastname: full_name } : { firstname, lastname };
}

/** An e-mail address that the register can keep. */
export function emailOf({ email }: { email: string | null }): string | null {
  return isIdentifier(email) ? email : null;
}
