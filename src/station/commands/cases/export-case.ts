import { Command, Option } from "commander";
import { unlockOfficer } from "../../command-line/key-files.js";
import { type JsonOptions, jsonOption, note, report } from "../../command-line/print.js";
import { readText } from "../../command-line/read-text.js";
import { DEFAULT_AUTHORITY_STORE, withStore } from "../../command-line/with-store.js";
import type { ExportedCase } from "../../exchange/exported-case.js";
import type { DhisMapping } from "../../exchange/dhis2.js";
import { jsonFault } from "../../text/json-fault.js";
import { refuseExisting, writeNewFile } from "../../new-file.js";
import { problem } from "../../../words/problem.js";
import { UserError } from "../../../words/user-error.js";
import { BLUEZONE_TARGETS, exportBluezone, isBluezoneTarget } from "./export-bluezone.js";

const TARGETS = [
  ...["csv", "xlsx", "go-data-cases", "go-data-contacts", "go-data-contacts-csv"],
  ...["go-data-contacts-of-contacts", "go-data-contacts-of-contacts-csv", "go-data-relationships"],
  ...["sormas", "fhir", "dhis2", ...BLUEZONE_TARGETS],
] as const;

interface Options extends JsonOptions {
  store: string;
  key: string;
  reason: string;
  to: string;
  out: string;
  names?: boolean;
  all?: boolean;
  sormasCase?: string;
  region?: string;
  district?: string;
  mapping?: string;
}

const HELP = `
Without --names nobody is named: a person is "Thẻ-" and the token's number. Sent again, an export updates what the other
system has. For Go.Data import go-data-cases first, then go-data-contacts, then
go-data-contacts-of-contacts (F2). SORMAS needs --sormas-case, or --region and
--district as they are called there; DHIS2 needs --mapping, a JSON file with the UIDs of the installation.
bluezone-list is the F0's entry for the list that is pushed to phones, bluezone-history a folder with what a phone in the place of
the F0's token would upload (data_trace.txt, InfoF.json). Both hold keys: the token has to be re-keyed first (bztoken rekey).`;

/** `bztoken case export`: an open case for another system. */
export function exportCommand(): Command {
  return new Command("export")
    .description("the contacts of a case, for a spreadsheet or another system")
    .argument("<id>", "ID of the case, or its beginning")
    .addOption(new Option("--to <target>", "for what").choices(TARGETS).makeOptionMandatory())
    .requiredOption("--out <file>", "where to write it; never in the place of another file")
    .requiredOption("--key <keyfile>", "key file of the officer whose case it is")
    .requiredOption("--reason <text>", "why; the ledger keeps it")
    .option("--names", "with names, birth years, telephones and units")
    .option("--all", "everybody who was heard, not only those who are named as close contacts")
    .option("--sormas-case <uuid>", "the case's UUID in SORMAS")
    .option("--region <name>", "region in SORMAS")
    .option("--district <name>", "district in SORMAS")
    .option("--mapping <file>", "UIDs of the DHIS2 installation")
    .option("--store <file>", "the authority's store", DEFAULT_AUTHORITY_STORE)
    .addOption(jsonOption())
    .addHelpText("after", HELP)
    .action(exportCase);
}

async function exportCase(id: string, options: Options): Promise<void> {
  const { readCase, findCase } = await import("../../cases/cases.js");
  const { ledgerEntry } = await import("../../cases/officer.js");
  const { pseudonymous } = await import("../../exchange/exported-case.js");
  const { exportedCase } = await import("../../exchange/from-case.js");
  const mapping = options.mapping === undefined ? undefined : await readMapping(options.mapping);
  checkTarget(options);
  refuseExisting(options.out);
  const { identity: officer, reason } = await unlockOfficer(options.key, options.reason);
  const nowMs = Date.now();
  await withStore(options.store, false, async (store) => {
    const one = await findCase(store, id);
    const content = await readCase(store, one, officer);
    if (isBluezoneTarget(options.to)) {
      return exportBluezone(store, one, content, { identity: officer, reason, nowMs }, options.to, options);
    }
    const whole = exportedCase(one.id, content, nowMs, options.all === true);
    const bytes = await bytesFor(options.names ? whole : pseudonymous(whole), options, mapping);
    // The ledger first: a file that nobody answers for must not be.
    await store.putLedger(
      ledgerEntry(officer, "export", nowMs, { serial: one.serial, caseId: one.id, reason }),
    );
    await writeNewFile(options.out, [bytes]);
    const named = options.names ? "with names" : "without names";
    report(
      options,
      { id: one.id, path: options.out, contacts: whole.contacts.length, hasNames: options.names === true },
      `${whole.contacts.length} contacts of case ${one.id}, ${named}: ${options.out}`,
    );
    const left = options.to === "sormas" && !(options.region && options.district) ? f2Of(whole) : 0;
    if (left > 0)
      note(`bztoken: ${left} F2 are not in it: SORMAS takes them with --region and --district only`);
  });
}

const f2Of = ({ contacts }: ExportedCase) => contacts.filter((one) => one.class === "f2").length;

function checkTarget({ to, sormasCase, region, district, mapping }: Options): void {
  if (to === "sormas" && sormasCase === undefined && (region === undefined || district === undefined))
    throw new UserError("command/export/sormas");
  if (to === "dhis2" && mapping === undefined) throw new UserError("command/export/mapping-missing");
}

async function readMapping(path: string): Promise<DhisMapping> {
  const { dhisMappingSchema } = await import("../../exchange/dhis2.js");
  const text = readText(path, problem("word/file/mapping"));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const { line, column, what } = jsonFault(text, "json");
    throw new UserError("command/export/not-json", { path, line, column, what });
  }
  const { data, error } = dhisMappingSchema.safeParse(value);
  if (data !== undefined) return data;
  const places = error.issues.map(({ path: at, ...issue }) =>
    [...at, ...("keys" in issue ? issue.keys : [])].join("."),
  );
  throw new UserError("command/export/mapping", { path, fields: places.join(", ") });
}

async function bytesFor(
  one: ExportedCase,
  { to, sormasCase, region = "", district = "" }: Options,
  mapping: DhisMapping | undefined,
): Promise<Uint8Array> {
  const sheet = await import("../../exchange/contact-sheet.js");
  const goData = await import("../../exchange/go-data.js");
  const json = (value: object) => Buffer.from(JSON.stringify(value, undefined, 2) + "\n");
  switch (to) {
    case "csv":
      return Buffer.from(sheet.contactsCsv(one));
    case "xlsx":
      return (await import("../../exchange/contact-xlsx.js")).contactsXlsx(one);
    case "go-data-cases":
      return json(goData.goDataCases(one));
    case "go-data-contacts":
      return json(goData.goDataContacts(one));
    case "go-data-contacts-csv":
      return Buffer.from(goData.goDataCsv(goData.goDataContacts(one)));
    case "go-data-contacts-of-contacts":
      return json(goData.goDataContactsOfContacts(one));
    case "go-data-contacts-of-contacts-csv":
      return Buffer.from(goData.goDataCsv(goData.goDataContactsOfContacts(one)));
    case "go-data-relationships":
      return json(goData.goDataRelationships(one));
    case "sormas": {
      const { sormasContacts } = await import("../../exchange/sormas.js");
      const settings = { caseUuid: sormasCase ?? null, region, district, separator: "," } as const;
      return Buffer.from(sormasContacts(one, settings));
    }
    case "fhir":
      return json((await import("../../exchange/fhir.js")).fhirBundle(one));
    default:
      return json((await import("../../exchange/dhis2.js")).dhisPayload(one, mapping!));
  }
}
