/**
 * A case as other systems take it: plain values, without a format. EXCHANGE.md says what becomes of each. Whoever exports the
 * same case again sends the same IDs, so that the other system updates what it has and doubles nothing.
 */
import { createHash } from "node:crypto";
import { v5 } from "uuid";
import type { PersonClass } from "../cases/follow-up-rule.js";
import type { Status } from "../cases/work.js";

export interface ExportedPerson {
  /** The store's ID of the person, or what stands for a token that nobody has, or for somebody whom only the interview names. */
  id: string;
  /** Null where the export is pseudonymous, or where nobody knows. */
  name: string | null;
  unit: string | null;
  phone: string | null;
  birthYear: number | null;
  /** Numbers of the tokens that met, "00000042". */
  tokens: readonly string[];
}

/** What tokens or a phone tell. */
export interface Evidence {
  /** First and last time near the F0, of an F2 near an F1; UTC ms. */
  firstMs: number;
  lastMs: number;
  /** Expected minutes within two metres, and the 80 % of what they may be. */
  closeMinutes: number;
  lowMinutes: number;
  highMinutes: number;
  /** That it was a close contact, 0…1. */
  probability: number;
  seenBy: "f0" | "contact" | "both";
}

export interface ExportedContact {
  person: ExportedPerson;
  class: PersonClass;
  /** Whom they met, by their IDs: the F0, or confirmed F1s. */
  met: readonly string[];
  /** "2020-08-14", by the calendar of Vietnam. */
  firstDay: string;
  lastDay: string;
  /** Null: only the interview tells of them. */
  evidence: Evidence | null;
  isSaid: boolean;
  /** What was done about them, and what staff wrote: it may name somebody. */
  status: Status;
  note: string;
}

export interface ExportedCase {
  caseId: string;
  f0: ExportedPerson;
  /** "2020-08-15", by the calendar of Vietnam; null where it is not known. */
  onset: string | null;
  madeMs: number;
  contacts: readonly ExportedContact[];
}

/** Namespace of all UUIDs below, drawn once (RFC 9562, version 5). */
const NAMESPACE = "9c1f4a0e-6d0b-4c57-8f5e-2b7a3d1c8e64";

export const uuidOfPerson = (person: ExportedPerson): string => v5(`person/${person.id}`, NAMESPACE);

/** Of who met whom; of an F1 there is one, with the F0. */
export const pairOf = ({ caseId, f0 }: ExportedCase, { person }: ExportedContact, metId: string): string =>
  metId === f0.id ? `${caseId}/${person.id}` : `${caseId}/${metId}/${person.id}`;

export const uuidOfPair = (one: ExportedCase, contact: ExportedContact, metId = one.f0.id): string =>
  v5(`pair/${pairOf(one, contact, metId)}`, NAMESPACE);

/** By their IDs. */
export function peopleById({ f0, contacts }: ExportedCase): ReadonlyMap<string, ExportedPerson> {
  return new Map([f0, ...contacts.map(({ person }) => person)].map((person) => [person.id, person]));
}

/** Each meeting, of the F0 with F1s and of these with F2s. */
export function meetingsOf(
  one: ExportedCase,
): { contact: ExportedContact; met: ExportedPerson; isWithF0: boolean }[] {
  const people = peopleById(one);
  return one.contacts.flatMap((contact) =>
    contact.met.flatMap((id) => {
      const met = people.get(id);
      return met === undefined ? [] : [{ contact, met, isWithF0: id === one.f0.id }];
    }),
  );
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const CHARACTERS = LETTERS + "0123456789";
const DHIS_ID_CHARACTERS = 11;

/** A DHIS2 UID, a letter and ten of 62 characters: 64 bits of a hash, which tell no name. */
export function dhisUid(kind: string, id: string): string {
  const digest = createHash("sha256").update(`${NAMESPACE}/${kind}/${id}`).digest();
  let rest = digest.readBigUInt64BE();
  let uid = "";
  for (let i = 0; i < DHIS_ID_CHARACTERS; i++) {
    const from = i === 0 ? LETTERS : CHARACTERS;
    uid += from[Number(rest % BigInt(from.length))];
    rest /= BigInt(from.length);
  }
  return uid;
}

/** Nothing that names a person: they are known by their IDs and tokens. */
export function pseudonymous(one: ExportedCase): ExportedCase {
  const hidden = (person: ExportedPerson) => ({
    ...person,
    name: null,
    unit: null,
    phone: null,
    birthYear: null,
  });
  const contacts = one.contacts.map((contact) => ({ ...contact, person: hidden(contact.person), note: "" }));
  return { ...one, f0: hidden(one.f0), contacts };
}
