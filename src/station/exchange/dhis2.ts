/** DHIS2: the payload of `POST /api/tracker`, by a mapping of the installation's own UIDs (EXCHANGE.md 4). */
import { z } from "zod";
import {
  dhisUid,
  meetingsOf,
  pairOf,
  type ExportedCase,
  type ExportedContact,
  type ExportedPerson,
} from "./exported-case.js";
import { localDate, namePartsOf, plainPhone } from "./plain-text.js";

const uid = z.string().regex(/^[A-Za-z][A-Za-z0-9]{10}$/, "a DHIS2 UID: a letter and ten letters or digits");
const optional = uid.optional();

/** Every installation has its own UIDs. What is left out is not sent. */
export const dhisMappingSchema = z.strictObject({
  orgUnit: uid,
  trackedEntityType: uid,
  caseProgram: uid,
  contactProgram: uid,
  contactStage: uid,
  relationshipType: uid,
  attributes: z.strictObject({
    caseId: optional,
    firstName: optional,
    surname: optional,
    birthYear: optional,
    phone: optional,
  }),
  dataElements: z.strictObject({
    minutes: optional,
    probabilityPercent: optional,
    firstContact: optional,
    lastContact: optional,
  }),
});
export type DhisMapping = z.infer<typeof dhisMappingSchema>;

type Value = string | number | null;

/** Only what the mapping names and the case knows. */
function valuesOf<Name extends string, Key extends string>(
  key: Key,
  mapping: Partial<Record<Name, string | undefined>>,
  values: Record<Name, Value>,
): (Record<Key, string> & { value: string })[] {
  return Object.entries<Value>(values).flatMap(([name, value]) => {
    const id = mapping[name as Name];
    if (id === undefined || value === null || value === "") return [];
    return [{ [key]: id, value: String(value) } as Record<Key, string> & { value: string }];
  });
}

/** Own UIDs throughout: sent again with CREATE_AND_UPDATE, it updates. Relationships can only be created: 409 says that it is there. */
export function dhisPayload(one: ExportedCase, mapping: DhisMapping): object {
  const { orgUnit, trackedEntityType } = mapping;
  const entity = (person: ExportedPerson) => dhisUid("person", person.id);
  const enrolment = (person: ExportedPerson) => dhisUid("enrollment", `${one.caseId}/${person.id}`);
  const madeAt = `${localDate(one.madeMs)}T00:00:00`;
  const trackedEntity = (person: ExportedPerson) => {
    const { family, middle, given } = namePartsOf(person);
    const attributes = valuesOf("attribute", mapping.attributes, {
      caseId: person.tokens[0] ?? null,
      firstName: [middle, given].filter(Boolean).join(" "),
      surname: family,
      birthYear: person.birthYear,
      phone: person.phone === null ? null : plainPhone(person.phone),
    });
    return { trackedEntity: entity(person), trackedEntityType, orgUnit, attributes };
  };
  const enrollment = (person: ExportedPerson, program: string, occurredAt: string, status = "ACTIVE") => ({
    ...{ enrollment: enrolment(person), program, trackedEntity: entity(person), orgUnit },
    ...{ enrolledAt: madeAt, occurredAt, status },
  });
  // Who was rejected may be there from before.
  const statusOf = ({ status }: ExportedContact) => (status === "rejected" ? "CANCELLED" : "ACTIVE");
  return {
    trackedEntities: [one.f0, ...one.contacts.map(({ person }) => person)].map(trackedEntity),
    enrollments: [
      enrollment(one.f0, mapping.caseProgram, one.onset === null ? madeAt : `${one.onset}T00:00:00`),
      ...one.contacts.map((contact) =>
        enrollment(contact.person, mapping.contactProgram, `${contact.lastDay}T00:00:00`, statusOf(contact)),
      ),
    ],
    events: one.contacts.map((contact) => ({
      event: dhisUid("event", `${one.caseId}/${contact.person.id}`),
      ...{ program: mapping.contactProgram, programStage: mapping.contactStage },
      ...{ enrollment: enrolment(contact.person), orgUnit, status: "ACTIVE" },
      occurredAt: `${contact.lastDay}T00:00:00`,
      dataValues: valuesOf("dataElement", mapping.dataElements, {
        minutes: contact.evidence && Math.round(contact.evidence.closeMinutes),
        probabilityPercent: contact.evidence && Math.round(100 * contact.evidence.probability),
        firstContact: contact.firstDay,
        lastContact: contact.lastDay,
      }),
    })),
    relationships: meetingsOf(one).map(({ contact, met }) => ({
      relationship: dhisUid("relationship", pairOf(one, contact, met.id)),
      relationshipType: mapping.relationshipType,
      from: { trackedEntity: { trackedEntity: entity(met) } },
      to: { trackedEntity: { trackedEntity: entity(contact.person) } },
    })),
  };
}
