/** DHIS2: the payload of `POST /api/tracker`, by a mapping of the installation's own UIDs (EXCHANGE.md 4). */
import { z } from "zod";
import { dhisUid, type ExportedCase, type ExportedPerson } from "./exported-case.js";
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
  const enrollment = (person: ExportedPerson, program: string, occurredAt: string) => ({
    ...{ enrollment: enrolment(person), program, trackedEntity: entity(person), orgUnit },
    ...{ enrolledAt: madeAt, occurredAt, status: "ACTIVE" },
  });
  return {
    trackedEntities: [one.f0, ...one.contacts.map(({ person }) => person)].map(trackedEntity),
    enrollments: [
      enrollment(one.f0, mapping.caseProgram, one.onset === null ? madeAt : `${one.onset}T00:00:00`),
      ...one.contacts.map(({ person, lastMs }) =>
        enrollment(person, mapping.contactProgram, `${localDate(lastMs)}T00:00:00`),
      ),
    ],
    events: one.contacts.map((contact) => ({
      event: dhisUid("event", `${one.caseId}/${contact.person.id}`),
      ...{ program: mapping.contactProgram, programStage: mapping.contactStage },
      ...{ enrollment: enrolment(contact.person), orgUnit, status: "ACTIVE" },
      occurredAt: `${localDate(contact.lastMs)}T00:00:00`,
      dataValues: valuesOf("dataElement", mapping.dataElements, {
        minutes: Math.round(contact.closeMinutes),
        probabilityPercent: Math.round(100 * contact.probability),
        firstContact: localDate(contact.firstMs),
        lastContact: localDate(contact.lastMs),
      }),
    })),
    relationships: one.contacts.map(({ person }) => ({
      relationship: dhisUid("relationship", `${one.caseId}/${person.id}`),
      relationshipType: mapping.relationshipType,
      from: { trackedEntity: { trackedEntity: entity(one.f0) } },
      to: { trackedEntity: { trackedEntity: entity(person) } },
    })),
  };
}
