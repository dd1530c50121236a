/** What other systems take: by their own rules, by validators that are not ours, and by golden files. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { Fhir } from "fhir";
import readExcel from "read-excel-file/node";
import { contactsCsv } from "../../../src/station/exchange/contact-sheet.js";
import { contactsXlsx } from "../../../src/station/exchange/contact-xlsx.js";
import { dhisMappingSchema, dhisPayload } from "../../../src/station/exchange/dhis2.js";
import {
  dhisUid,
  meetingsOf,
  pseudonymous,
  uuidOfPair,
  uuidOfPerson,
} from "../../../src/station/exchange/exported-case.js";
import { fhirBundle } from "../../../src/station/exchange/fhir.js";
import {
  goDataCases,
  goDataContacts,
  goDataContactsOfContacts,
  goDataCsv,
  goDataRelationships,
} from "../../../src/station/exchange/go-data.js";
import { plainPhone, plainText } from "../../../src/station/exchange/plain-text.js";
import { readSormasErrors, sormasContacts } from "../../../src/station/exchange/sormas.js";
import { SAMPLE } from "./sample.js";

/** It brings no types. */
const JSONSchemaValidator = createRequire(import.meta.url)(
  "@asymmetrik/fhir-json-schema-validator",
) as new () => { validate(resource: object): object[] };
const GOLDEN = join("test", "station", "exchange", "golden");
/** `UPDATE_GOLDEN=1` writes them anew; then they are to be read. */
function isGolden(name: string, text: string): void {
  const file = join(GOLDEN, name);
  if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(file, text);
  assert.equal(text, readFileSync(file, "utf8"));
}
const json = (value: unknown) => JSON.stringify(value, undefined, 2) + "\n";
const SORMAS = { caseUuid: null, region: "Tuyên Quang", district: "Chiêm Hóa", separator: "," } as const;
const MAPPING = dhisMappingSchema.parse(
  JSON.parse(readFileSync(join("src", "station", "exchange", "dhis2-mapping.example.json"), "utf8")),
);
const names = /Mẫu|Nguyễn|HYPERLINK|Thôn|0912|0987|0905|1958|2012/;

describe("a case for other systems", () => {
  it("is what it was, byte for byte", () => {
    isGolden("go-data-cases.json", json(goDataCases(SAMPLE)));
    isGolden("go-data-contacts.json", json(goDataContacts(SAMPLE)));
    isGolden("go-data-contacts-of-contacts.json", json(goDataContactsOfContacts(SAMPLE)));
    isGolden("go-data-relationships.json", json(goDataRelationships(SAMPLE)));
    isGolden("go-data-contacts.csv", goDataCsv(goDataContacts(SAMPLE)));
    isGolden("sormas.csv", sormasContacts(SAMPLE, SORMAS));
    isGolden("fhir.json", json(fhirBundle(SAMPLE)));
    isGolden("dhis2.json", json(dhisPayload(SAMPLE, MAPPING)));
    isGolden("contacts.csv", contactsCsv(SAMPLE));
  });

  it("names nobody where it is pseudonymous, and keeps its IDs", () => {
    const hidden = pseudonymous(SAMPLE);
    const texts = [
      ...[goDataCases, goDataContacts, goDataContactsOfContacts, goDataRelationships, fhirBundle].map((of) =>
        json(of(hidden)),
      ),
      ...[goDataCsv(goDataContacts(hidden)), sormasContacts(hidden, SORMAS), contactsCsv(hidden)],
      json(dhisPayload(hidden, MAPPING)),
    ];
    for (const text of texts) assert.doesNotMatch(text.replace("Phút", ""), names);
    assert.deepEqual(uuidOfPerson(hidden.contacts[0]!.person), uuidOfPerson(SAMPLE.contacts[0]!.person));
    assert.match(json(fhirBundle(SAMPLE)), names);
  });

  it("has UUIDs of version 5, one for each person and pair, and UIDs as DHIS2 wants them", () => {
    const people = [SAMPLE.f0, ...SAMPLE.contacts.map(({ person }) => person)].map(uuidOfPerson);
    const pairs = meetingsOf(SAMPLE).map(({ contact, met }) => uuidOfPair(SAMPLE, contact, met.id));
    const ids = [...people, ...pairs];
    assert.equal(new Set(ids).size, 12);
    // As they were given before there were F2: another system has them.
    assert.equal(pairs[0], "2926f514-05c7-57ba-abd9-a1aca37dfeb7");
    for (const id of ids)
      assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const uids = Array.from({ length: 5000 }, (_, i) => dhisUid("person", String(i)));
    assert.equal(new Set(uids).size, 5000);
    for (const uid of uids) assert.match(uid, /^[a-zA-Z][a-zA-Z0-9]{10}$/);
    assert.equal(dhisUid("person", "1"), dhisUid("person", "1"));
    assert.notEqual(dhisUid("person", "1"), dhisUid("event", "1"));
  });

  it("takes the sting out of text: formulas, quotation marks, line feeds, escape codes, decomposed letters", () => {
    assert.equal(plainText("=1+1"), "1+1");
    assert.equal(plainText(" -@+=cmd|' /C calc'!A0"), "cmd|' /C calc'!A0");
    assert.equal(plainText('Nguyễn "Tí"\r\nHai\u001b[31m\\'), "Nguyễn 'Tí' Hai [31m'");
    assert.equal(plainText("Nguyễn".normalize("NFD")), "Nguyễn");
    assert.equal(plainText("## chú thích"), "chú thích");
    assert.equal(plainPhone("+84 912 345 678"), "0912345678");
    assert.equal(plainPhone("+1 202 555 0100"), "0012025550100");
  });

  describe("Go.Data", () => {
    it("finds the case that a contact belongs to, and reads dates and reference values of its own", () => {
      const [f0] = goDataCases(SAMPLE) as { id: string }[];
      for (const row of goDataContacts(SAMPLE) as {
        relationship: { persons: { id: string }[] } & Record<string, string>;
      }[]) {
        assert.deepEqual(row.relationship.persons, [{ id: f0!.id }]);
        assert.match(row.relationship["contactDate"]!, /^\d{4}-\d\d-\d\d$/);
      }
      // 20:00 UTC is the next morning in Vietnam.
      assert.match(goDataCsv(goDataContacts(SAMPLE)), /2020-08-16/);
    });

    it("reads its CSV back as it reads CSV: property paths, no empty cell, nothing that is a formula", () => {
      const rows = parse(goDataCsv(goDataContacts(SAMPLE)), { columns: true, bom: true }) as Record<
        string,
        string
      >[];
      assert.equal(rows.length, 4);
      assert.equal(rows[0]!["addresses[0].phoneNumber"], "0987654321");
      assert.equal(rows[0]!["relationship.persons[0].id"], uuidOfPerson(SAMPLE.f0));
      for (const row of rows) {
        assert.ok(row["firstName"]);
        for (const value of Object.values(row)) assert.doesNotMatch(value, /^[=+\-@]|["\\\n]/);
      }
    });
  });

  describe("SORMAS", () => {
    it("reads two header rows, region before district, and days by the calendar of Vietnam", () => {
      const [entities, columns, ...rows] = parse(sormasContacts(SAMPLE, SORMAS), {
        bom: true,
        escape: "\\",
      }) as string[][];
      assert.equal(entities!.length, columns!.length);
      assert.ok(columns!.indexOf("region") < columns!.indexOf("district"));
      const first = Object.fromEntries(columns!.map((column, i) => [column, rows[0]![i]]));
      assert.deepEqual(
        [first["person.lastName"], first["person.firstName"], first["lastContactDate"]],
        ["Nguyễn", "'Tí' Mẫu Hai", "16/08/2020"],
      );
      for (const row of rows) for (const cell of row) assert.doesNotMatch(cell, /^##|\\/);
    });

    it("gives back the rows that it refused, and says why", () => {
      for (const separator of [",", ";", "\t"] as const) {
        const own = sormasContacts(SAMPLE, { ...SORMAS, separator })
          .replace(/^\uFEFF/, "")
          .split("\r\n");
        const [entities, columns, first] = own;
        const refused = [
          `""${separator}${entities}`,
          `"Error description"${separator}${columns}`,
          `"'-no such district"${separator}${first}`,
        ].join("\n");
        assert.deepEqual(readSormasErrors(refused), [
          { externalToken: uuidOfPair(SAMPLE, SAMPLE.contacts[0]!), message: "-no such district" },
        ]);
      }
      for (const other of ["", "a,b\nc,d\n", sormasContacts(SAMPLE, SORMAS), "x\nError description,a\n"])
        assert.equal(readSormasErrors(other), undefined);
    });
  });

  describe("FHIR R4", function () {
    // The validators load the whole of R4.
    this.timeout(180_000);

    it("finds nothing wrong, by two validators", () => {
      const bundle = fhirBundle(SAMPLE);
      assert.deepEqual(new JSONSchemaValidator().validate(bundle), []);
      const { valid, messages } = new Fhir().validate(bundle, { errorOnUnexpected: true });
      assert.ok(valid, json(messages));
    });

    it("would find a date that is none, a field that is none, and what is missing", () => {
      const isSound = (resource: object) =>
        new JSONSchemaValidator().validate(resource).length === 0 &&
        new Fhir().validate(resource, { errorOnUnexpected: true }).valid;
      const patient = { resourceType: "Patient", birthDate: "2012" };
      assert.ok(isSound(patient));
      assert.ok(!isSound({ ...patient, birthDate: "08/08/2020" }));
      assert.ok(!isSound({ ...patient, surname: "Mẫu" }));
      assert.ok(!isSound({ resourceType: "Observation", status: "preliminary" }));
    });

    it("has every reference in the bundle", () => {
      const text = json(fhirBundle(SAMPLE));
      const there = new Set([...text.matchAll(/"fullUrl": "([^"]+)"/g)].map((match) => match[1]));
      const asked = [...text.matchAll(/"reference": "([^"]+)"/g)].map((match) => match[1]);
      assert.equal(asked.length, 12);
      for (const one of asked) assert.ok(there.has(one));
    });
  });

  describe("DHIS2", () => {
    interface Payload {
      trackedEntities: { trackedEntity: string }[];
      enrollments: { enrollment: string; trackedEntity: string }[];
      events: { enrollment: string }[];
      relationships: { from: Entity; to: Entity }[];
    }
    interface Entity {
      trackedEntity: { trackedEntity: string };
    }

    it("finds every object that another one names, and nothing that the mapping leaves out", () => {
      const payload = dhisPayload(SAMPLE, MAPPING) as Payload;
      const entities = new Set(payload.trackedEntities.map((one) => one.trackedEntity));
      const enrollments = new Set(payload.enrollments.map((one) => one.enrollment));
      assert.deepEqual([entities.size, enrollments.size, payload.events.length], [6, 6, 5]);
      for (const one of payload.enrollments) assert.ok(entities.has(one.trackedEntity));
      for (const one of payload.events) assert.ok(enrollments.has(one.enrollment));
      for (const { from, to } of payload.relationships)
        assert.ok(
          entities.has(from.trackedEntity.trackedEntity) && entities.has(to.trackedEntity.trackedEntity),
        );
      const bare = dhisPayload(SAMPLE, { ...MAPPING, attributes: {}, dataElements: {} });
      assert.doesNotMatch(json(bare), names);
    });

    it("refuses a mapping that names what is no UID", () => {
      assert.throws(() => dhisMappingSchema.parse({ ...MAPPING, orgUnit: "Chiêm Hóa" }), /DHIS2 UID/);
      assert.throws(() => dhisMappingSchema.parse({ ...MAPPING, program: "uYjxkTbwRNf" }));
    });
  });

  describe("a spreadsheet", () => {
    it("opens CSV with its letters, and no cell as a formula; telephone numbers keep their zero", () => {
      const csv = contactsCsv(SAMPLE);
      assert.ok(csv.startsWith("\uFEFF"));
      const rows = parse(csv, { bom: true }) as string[][];
      assert.equal(rows.length, 6);
      assert.equal(rows[1]![2], "0987 654 321");
      for (const row of rows) for (const cell of row) assert.doesNotMatch(cell, /^[=+\-@\t\r]/);
    });

    it("reads XLSX back: text is text, numbers are numbers", async () => {
      const [sheet] = await readExcel(Buffer.from(await contactsXlsx(SAMPLE)));
      const rows = Array.isArray(sheet) ? (sheet as unknown as unknown[][]) : sheet!.data;
      assert.equal(rows.length, 6);
      assert.deepEqual(rows[1]!.slice(0, 3), ['Nguyễn "Tí" Mẫu\nHai', 2012, "0987 654 321"]);
      assert.equal(rows[2]![0], '=HYPERLINK("http://x")\\');
      assert.deepEqual(rows[1]!.slice(9, 13), [34, 12, 61, 83]);
    });
  });
});
