/** A row for every table of the store, as the tables have them: with NULL, bytes, large numbers and Vietnamese among them. */
import type { StoreTables } from "../../../../src/station/store/schema.js";

export type SampleRow = readonly [table: keyof StoreTables, row: Readonly<Record<string, unknown>>];

const LARGE = Number.MAX_SAFE_INTEGER;

/** Of a day that has a partition, where the store has any. */
export const TODAY = Math.floor(Date.now() / 86_400_000);

/**
 * In an order in which no row points at one that is not there.
 *
 * @param n     tells the rows of several units apart: 1…9
 * @param unit  ID of a unit that is there
 */
export function sampleRows(n: number, unit: string): SampleRow[] {
  const serial = 40 + n;
  const token = String(serial).padStart(8, "0");
  const [person, household, id] = [`person-${n}`, `household-${n}`, `id-${n}`];
  const bytes = (length: number) => Buffer.from(Array.from({ length }, (_, i) => (i * 37 + n) & 0xff));
  const unread = { next_sequence: LARGE, dated_sequence: 0, unread_records: 3, lost_records: 0 };
  const page = { token, generation: 1, page_sequence: 4_294_967_295, copy: 0 };
  const pageOfRest = { ...page, page_sequence: 7 };
  const head = { source: null, seal_day: TODAY, lived_hours: null, change: 100 + n, places: 1 };
  return [
    ["tokens", { token, serial, chip_id: null, firmware: "0.1.0", clock_drift_ms: -LARGE, ...unread }],
    ["persons", { id: person, name: `Nguyễn Thị Ngọc Ánh ${n}`, unit: "Thôn Đồng Mẫu", phone: null, birth_year: 1958, origin: null, search: ` anh ${n} `, folded_name: `nguyen thi ngoc anh ${n}`, name_key: bytes(9), unit_key: null }], // prettier-ignore
    ["households", { id: household, unit: "Thôn Đồng Mẫu", address: "Ngõ 7", place: "thon dong mau ngo 7", team: "Tổ 1", position: n, people: null, note: "chó dữ", changed_ms: 5 }], // prettier-ignore
    ["cases", { id, serial, officer: "ab", opened_ms: 1, closed_ms: null, sealed_key: bytes(40), content: bytes(900) }], // prettier-ignore
    ["withdrawn", { id: `gone-${n}`, at_ms: LARGE, origin: null }],
    ["issues", { id, token, person_id: person, from_ms: 1, to_ms: null, origin: null, is_lent: 0, due_day: null, collected_by: "chị gái" }], // prettier-ignore
    ["token_states", { token, at_ms: 1, state: "lost", reason: "rơi ở chợ", generation: 1, origin: null }],
    ["token_secrets", { token, generation: 1, base_id: bytes(32), created_day: TODAY, seal_key: bytes(32) }],
    ["syncs", { token, started_ms: 1, finished_ms: null, from_sequence: 0, to_sequence: LARGE, received: 1, added: 1, conflicting: 0, clock_drift_ms: null }], // prettier-ignore
    ["pages", { ...page, ...head, calendar_day: TODAY }],
    ["pages", { ...pageOfRest, ...head, change: 200 + n, calendar_day: 18_000 }],
    ["records", { ...page, position: 0, calendar_day: TODAY, sealed: bytes(32) }],
    ["records", { ...pageOfRest, position: 126, calendar_day: 18_000, sealed: Buffer.alloc(32) }],
    ["readings", { token, at_ms: 1, role: "operator", identity: "{}", token_ms: null, date_proof: "none", source: null }], // prettier-ignore
    ["clock_corrections", { token, generation: 9, epoch: 3, offset_ms: -LARGE, until_ms: 1, found_ms: 1, from_sequence: null, end_sequence: 5, held_day: null, is_sure: 1, source: null }], // prettier-ignore
    [
      "wrapped_secrets",
      { serial, generation: 1, kind: "id", wrapped: bytes(60), stored_ms: 1, source: null },
    ],
    ["visits", { household_id: household, day: 20_000, at_ms: 1, outcome: "absent", back_day: null }],
    ["settings", { name: "idle-minutes", value: `${n}` }],
    ["accounts", { id, name: "Bình", folded_name: "binh", roles: "reader", salt: bytes(16), log_n: 10, hash: bytes(32), must_change: 0, wrong_tries: 0, wait_until_ms: 0, made_ms: 1, removed_ms: null }], // prettier-ignore
    ["ledger", { number: 1, id, at_ms: 1, officer: "", action: "settings", serial: null, case_id: null, reason: "thử", tokens: 0, days: 0, records: LARGE, previous: "", hash: `${n}`, account: null }], // prettier-ignore
    ["key_names", { fingerprint: "ab", name: `Bác sĩ Đức ${n}` }],
    ["known_keys", { fingerprint: "ab", role: "officer", public_file: bytes(80), is_sender: 0 }],
    ["backup_keys", { fingerprint: "cd", made_ms: 1, used_ms: null, expires_ms: 2, seed: null }],
    ["boxes", { serial: 1, generation: 1, kind: "log", recipient: "ab", since_day: 1, box: bytes(100) }],
    ["former_recipients", { serial: 1, recipient: "ab" }],
    ["operating_keys", { serial: 1, epoch: n, key: bytes(32) }],
    ["locked_stock", { unit: "ab", sealed: bytes(50) }],
    ["unit_tokens", { unit: "ab", serial: 1, since_ms: n }],
    ["packs_in", { id: "ab/1", kind: "up", sender: "ab", made_ms: 1, taken_ms: n }],
    ["packs_out", { id: "1", made_ms: 1, upto_change: n, acknowledged_ms: null }],
    ["gate_passages", { hour_ms: 3_600_000, kind: "token", passages: n }],
    ["coverage", { unit: "ab", made_ms: 1, content: "{}" }],
    ["campaigns", { id, name: "Đợt 1", from_day: 1, to_day: null, content: "{}" }],
    ["f0_lists", { number: 1, made_ms: 1, head: bytes(10), entries: bytes(0) }],
    ["list_tags", { number: 1, serial: 1, tag: bytes(8) }],
    ["releases", { number: LARGE, firmware: "0.2.0", unit: "", head: bytes(56), code: bytes(4_096) }],
    ["release_tags", { number: LARGE, serial: 1, tag: bytes(16) }],
    ["release_tries", { number: LARGE, serial, tries: 2 }],
    [
      "preparations",
      { serial: 1, chip_id: "00112233445566AA", begun_ms: 1, booked_ms: null, labelled_ms: null },
    ],
    ["coverage_reports", { unit_id: unit, kind: "file", day: 1, made_ms: 1, taken_ms: 1, checksum: "c", content: "{}" }], // prettier-ignore
  ];
}

/** A province, two communes, and a hamlet of the first. */
export const UNITS: readonly SampleRow[] = [
  ["units", unitOf("province", "46", "Tỉnh Mẫu", null)],
  ["units", unitOf("commune-a", "461", "Xã Đồng Mẫu", "province")],
  ["units", unitOf("commune-b", "462", "Xã Sông Mẫu", "province")],
  ["units", unitOf("hamlet-a", null, "Thôn Đông", "commune-a")],
  ["unit_reports", { unit_id: "commune-a", to_id: "province" }],
];

function unitOf(id: string, code: string | null, name: string, parent: string | null) {
  const days = { from_day: null, to_day: null };
  return {
    id,
    code,
    name,
    kind: "commune",
    parent_id: parent,
    ...days,
    search: "",
    name_key: Buffer.from(id),
  };
}

/** `insert into …` with its values. */
export function insertOf([table, row]: SampleRow): { text: string; values: unknown[] } {
  const columns = Object.keys(row);
  const places = columns.map((_, i) => `$${i + 1}`).join();
  return { text: `insert into ${table} (${columns.join()}) values (${places})`, values: Object.values(row) };
}
