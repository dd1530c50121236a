/** Go.Data: cases and contacts as its import takes them, JSON or CSV (EXCHANGE.md 1). */
import { stringify } from "csv-stringify/sync";
import {
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

function certainty(probability: number): string {
  if (probability >= HIGH_PROBABILITY) return "3_HIGH";
  return probability >= MEDIUM_PROBABILITY ? "2_MEDIUM" : "1_LOW";
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
  return {
    contactDate: localDate(contact.lastMs),
    dateOfFirstContact: localDate(contact.firstMs),
    contactDateEstimated: false,
    certaintyLevelId: reference("CERTAINTY_LEVEL", certainty(contact.probability)),
    exposureTypeId: reference("EXPOSURE_TYPE", "OTHER_PLEASE_SPECIFY_IN_COMMENT_FIELD"),
    exposureDurationId: reference(
      "EXPOSURE_DURATION",
      contact.closeMinutes < LONG_MINUTES ? "SHORT_MINUTES" : "MEDIUM_HOURS",
    ),
    comment: plainText(evidenceText(contact)),
  };
}

/** One row is a contact and its relationship to the case. */
export function goDataContacts(one: ExportedCase): object[] {
  return one.contacts.map((contact) => ({
    ...personOf(contact.person, one.madeMs),
    dateOfLastContact: localDate(contact.lastMs),
    relationship: { persons: [{ id: uuidOfPerson(one.f0) }], ...relationshipOf(contact) },
  }));
}

/** For contacts that Go.Data has already: relationships by themselves. */
export function goDataRelationships(one: ExportedCase): object[] {
  const source = { id: uuidOfPerson(one.f0), type: reference("PERSON_TYPE", "CASE"), source: true };
  return one.contacts.map((contact) => ({
    id: uuidOfPair(one, contact),
    persons: [
      source,
      { id: uuidOfPerson(contact.person), type: reference("PERSON_TYPE", "CONTACT"), target: true },
    ],
    ...relationshipOf(contact),
  }));
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
