/** FHIR R4: a collection with a Patient for each person and an Observation for each contact (EXCHANGE.md 3). */
import {
  meetingsOf,
  uuidOfPair,
  uuidOfPerson,
  type ExportedCase,
  type ExportedContact,
  type ExportedPerson,
} from "./exported-case.js";
import { v5 } from "uuid";
import { evidenceText, namePartsOf, plainPhone, plainText } from "./plain-text.js";

const TERMINOLOGY = "http://terminology.hl7.org/CodeSystem";
const SNOMED = "http://snomed.info/sct";
/** Exposure to SARS-CoV-2 (event), and the organism. Codes' names are SNOMED International's. */
const EXPOSURE = { system: SNOMED, code: "840546002" };
const SARS_COV_2 = { system: SNOMED, code: "840533007" };
const TOKEN_SYSTEM = "urn:bluezone-token:serial";

const urn = (uuid: string) => `urn:uuid:${uuid}`;

export function fhirBundle(one: ExportedCase): object {
  const people = [one.f0, ...one.contacts.map(({ person }) => person)];
  return {
    resourceType: "Bundle",
    id: v5(one.caseId, uuidOfPerson(one.f0)),
    type: "collection",
    timestamp: instant(one.madeMs),
    entry: [
      ...people.map((person) => ({ fullUrl: urn(uuidOfPerson(person)), resource: patient(person) })),
      ...meetingsOf(one).map(({ contact, met }) => ({
        fullUrl: urn(uuidOfPair(one, contact, met.id)),
        resource: observation(one, contact, met),
      })),
    ],
  };
}

function patient(person: ExportedPerson): object {
  const { family, middle, given } = namePartsOf(person);
  return {
    resourceType: "Patient",
    id: uuidOfPerson(person),
    ...(person.tokens.length > 0 && {
      identifier: person.tokens.map((value) => ({ system: TOKEN_SYSTEM, value })),
    }),
    name: [
      {
        text: [family, middle, given].filter(Boolean).join(" "),
        ...(family !== "" && { family }),
        given: [middle, given].filter(Boolean),
      },
    ],
    ...(person.phone !== null && { telecom: [{ system: "phone", value: plainPhone(person.phone) }] }),
    ...(person.birthYear !== null && { birthDate: String(person.birthYear) }),
    ...(person.unit !== null && { address: [{ text: plainText(person.unit) }] }),
  };
}

/** Preliminary: evidence, which no officer has judged. */
function statusOf({ status }: ExportedContact): string {
  return status === "confirmed" ? "final" : status === "rejected" ? "entered-in-error" : "preliminary";
}

/** Who exposed whom is not known from it: EXPOS. */
function observation(one: ExportedCase, contact: ExportedContact, met: ExportedPerson): object {
  const { evidence } = contact;
  return {
    resourceType: "Observation",
    id: uuidOfPair(one, contact, met.id),
    status: statusOf(contact),
    category: [
      { coding: [{ system: `${TERMINOLOGY}/observation-category`, code: "social-history" }] },
      { coding: [{ system: `${TERMINOLOGY}/v3-ActClass`, code: "EXPOS" }] },
    ],
    code: { coding: [EXPOSURE] },
    subject: { reference: urn(uuidOfPerson(met)) },
    focus: [{ reference: urn(uuidOfPerson(contact.person)) }],
    effectivePeriod: evidence
      ? { start: instant(evidence.firstMs), end: instant(evidence.lastMs) }
      : { start: contact.firstDay, end: contact.lastDay },
    issued: instant(one.madeMs),
    valueString: evidenceText(contact),
    component: [
      {
        code: { coding: [{ system: `${TERMINOLOGY}/v3-ParticipationType`, code: "EXPAGNT" }] },
        valueCodeableConcept: { coding: [SARS_COV_2] },
      },
      ...(evidence
        ? [
            quantity("Minutes within two metres, expected", evidence.closeMinutes, "min", "min"),
            quantity("Probability of a close contact", 100 * evidence.probability, "%", "%"),
          ]
        : []),
    ],
  };
}

function quantity(text: string, value: number, unit: string, code: string): object {
  const rounded = Math.round(10 * value) / 10;
  return {
    code: { text },
    valueQuantity: { value: rounded, unit, system: "http://unitsofmeasure.org", code },
  };
}

function instant(utcMs: number): string {
  return new Date(utcMs).toISOString();
}
