/** Go.Data: cases and contacts as its import takes them, JSON or CSV (EXCHANGE.md 1). */
import { stringify } from "csv-stringify/sync";
import {
  meetingsOf,
  uuidOfPair,
  uuidOfPerson,
  type ExportedCase,
  type ExportedContact,
  type ExportedPerson,
} from "./exported-case.js";
import { evidenceText, localDate, namePartsOf, plainPhone, plainText } from "./plain-text.js";

const reference = (category: string, value: string) => `LNG_REFERENCE_DATA_CATEGORY_${category}_${value}`;
/** From this probability on: low, medium, high. */
const MEDIUM_PROBABILITY = 0.35;
const HIGH_PROBABILITY = 0.7;
const LONG_MINUTES = 60;

/** What an officer decided, then what the F0 says, then what tokens tell. */
function certainty({ status, isSaid, evidence }: ExportedContact): string {
  const probability = evidence?.probability ?? 0;
  if (status === "rejected") return "1_LOW";
  if (status === "confirmed" || probability >= HIGH_PROBABILITY) return "3_HIGH";
  return isSaid || probability >= MEDIUM_PROBABILITY ? "2_MEDIUM" : "1_LOW";
}

function personOf(person: ExportedPerson, reportedMs: number) {
  const { given, middle, family } = namePartsOf(person);
  const reported = localDate(reportedMs);
  return {
    id: uuidOfPerson(person),
    firstName: given,
    ...(middle !== "" && { middleName: middle }),
    ...(family !== "" && { lastName: family }),
    ...(person.birthYear !== null && { age: { years: Number(reported.slice(0, 4)) - person.birthYear } }),
    documents: person.tokens.map((number) => ({ type: reference("DOCUMENT_TYPE", "EXTERNAL_ID"), number })),
    ...((person.phone ?? person.unit) !== null && {
      addresses: [
        {
          typeId: reference("ADDRESS_TYPE", "USUAL_PLACE_OF_RESIDENCE"),
          ...(person.unit !== null && { addressLine1: plainText(person.unit) }),
          ...(person.phone !== null && { phoneNumber: plainPhone(person.phone) }),
        },
      ],
    }),
    dateOfReporting: reported,
  };
}

/** To be imported first: a contact's row names its case by ID. */
export function goDataCases(one: ExportedCase): object[] {
  return [
    {
      ...personOf(one.f0, one.madeMs),
      classification: reference("CASE_CLASSIFICATION", "CONFIRMED"),
      ...(one.onset !== null && { dateOfOnset: one.onset }),
    },
  ];
}

function relationshipOf(contact: ExportedContact) {
  const { evidence, firstDay, lastDay } = contact;
  return {
    contactDate: lastDay,
    dateOfFirstContact: firstDay,
    contactDateEstimated: evidence === null,
    certaintyLevelId: reference("CERTAINTY_LEVEL", certainty(contact)),
    exposureTypeId: reference("EXPOSURE_TYPE", "OTHER_PLEASE_SPECIFY_IN_COMMENT_FIELD"),
    ...(evidence && {
      exposureDurationId: reference(
        "EXPOSURE_DURATION",
        evidence.closeMinutes < LONG_MINUTES ? "SHORT_MINUTES" : "MEDIUM_HOURS",
      ),
    }),
    comment: plainText(evidenceText(contact)),
  };
}

/** One row is a contact and its relationship to the case. */
export function goDataContacts(one: ExportedCase): object[] {
  return rowsOf(one, true);
}

/** F2: a row is somebody and their relationship to a contact, who is there already; further ones are among the relationships. */
export function goDataContactsOfContacts(one: ExportedCase): object[] {
  return rowsOf(one, false);
}

function rowsOf(one: ExportedCase, isWithF0: boolean): object[] {
  const seen = new Set<string>();
  return meetingsOf(one).flatMap(({ contact, met, ...meeting }) => {
    const { person } = contact;
    if (meeting.isWithF0 !== isWithF0 || seen.has(person.id)) return [];
    seen.add(person.id);
    const relationship = { persons: [{ id: uuidOfPerson(met) }], ...relationshipOf(contact) };
    return [{ ...personOf(person, one.madeMs), dateOfLastContact: contact.lastDay, relationship }];
  });
}

/** For contacts that Go.Data has already: relationships by themselves. */
export function goDataRelationships(one: ExportedCase): object[] {
  return meetingsOf(one).map(({ contact, met, isWithF0 }) => {
    const [source, target] = isWithF0 ? ["CASE", "CONTACT"] : ["CONTACT", "CONTACT_OF_CONTACT"];
    return {
      id: uuidOfPair(one, contact, met.id),
      persons: [
        { id: uuidOfPerson(met), type: reference("PERSON_TYPE", source!), source: true },
        { id: uuidOfPerson(contact.person), type: reference("PERSON_TYPE", target!), target: true },
      ],
      ...relationshipOf(contact),
    };
  });
}

/** The same rows as CSV, comma, with property paths as headers: these map by themselves. */
export function goDataCsv(rows: readonly object[]): string {
  const flat = rows.map((row) => Object.fromEntries(leavesOf("", row)));
  const columns = [...new Set(flat.flatMap((row) => Object.keys(row)))];
  return stringify(flat, {
    header: true,
    columns,
    bom: true,
    record_delimiter: "windows",
    cast: { boolean: String },
  });
}

/** "addresses[0].phoneNumber" and what stands there. */
function leavesOf(path: string, value: unknown): [string, unknown][] {
  if (Array.isArray(value)) return value.flatMap((one, i) => leavesOf(`${path}[${i}]`, one));
  if (typeof value !== "object" || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([name, one]) =>
    leavesOf(path === "" ? name : `${path}.${name}`, one),
  );
}
