/** Units and places: the country's lists, and a commune's own. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSheet } from "../../../src/station/register/sheet/read-sheet.js";
import { presetUnits } from "../../../src/station/register/units/presets.js";
import { readUnits } from "../../../src/station/register/units/read-units.js";
import { openStore, type Store } from "../../../src/station/store/store.js";
import { dayOfDate } from "../../../src/station/text/local-time.js";

const TODAY = dayOfDate(2026, 11, 28)!;
const IN_2020 = dayOfDate(2020, 8, 14)!;

describe("units", () => {
  let folder: string;
  let store: Store;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "bz-units-"));
    store = await openStore(join(folder, "store.sqlite"));
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  const listOf = async (text: string) =>
    readUnits(store, await readSheet(new Uint8Array(Buffer.from(text, "utf8"))));

  it("of both lists are as many as there were, each with a parent of the level above", async () => {
    for (const [preset, counts] of [
      ["2020", { province: 63, district: 705, commune: 10_599 }],
      ["2025", { province: 34, commune: 3_321 }],
    ] as const) {
      const units = await presetUnits(preset);
      const counted: Record<string, number> = {};
      for (const { kind } of units) counted[kind] = (counted[kind] ?? 0) + 1;
      assert.deepEqual(counted, counts);
      const kinds = new Map(units.map(({ id, kind }) => [id, kind]));
      const parents = new Set(units.map(({ kind, parentId }) => `${kind} in ${parentId === null ? "none" : kinds.get(parentId)}`)); // prettier-ignore
      const levels = ["province in none", preset === "2020" ? "district in province" : "", preset === "2020" ? "commune in district" : "commune in province"]; // prettier-ignore
      assert.deepEqual([...parents].sort(), levels.filter(Boolean).sort());
      assert.equal(kinds.size, units.length, "no code twice");
      for (const { name } of units) assert.equal(name, name.normalize("NFC").trim());
    }
    const chiemHoa = (await presetUnits("2020", "073")).map(({ name }) => name);
    assert.deepEqual(chiemHoa.slice(0, 2), ["Tỉnh Tuyên Quang", "Huyện Chiêm Hóa"]);
    await assert.rejects(presetUnits("2025", "073"), /has the code 073/);
  });

  it("of 2020 and of 2025 stand side by side: a code means another area from July 2025 on", async () => {
    await store.putUnits(await presetUnits("2020", "01"));
    await store.putUnits(await presetUnits("2025", "01"));
    const count = await store.countUnits();
    await store.putUnits(await presetUnits("2025", "01"));
    assert.equal(await store.countUnits(), count, "added twice nothing is doubled");
    const ofCode = (await store.units({ query: "00004", limit: 10 })).filter(({ code }) => code === "00004");
    assert.deepEqual(ofCode.map(({ id }) => id).sort(), ["00004/2020", "00004/2025"]);
    const names = async (atDay: number) =>
      (await store.units({ query: "00004", atDay, limit: 10 })).map(({ id }) => id);
    assert.deepEqual([await names(IN_2020), await names(TODAY)], [["00004/2020"], ["00004/2025"]]);
    assert.equal((await store.units({ query: "quan hoan kiem", atDay: TODAY, limit: 10 })).length, 0);
    assert.deepEqual(
      (await store.unitPath("00004/2020")).map(({ kind }) => kind),
      ["commune", "district", "province"],
    );
  });

  it("of a commune come from a list: hamlets, agencies, whom they report to beside their parent; twice changes nothing", async () => {
    await store.putUnits(await presetUnits("2025", "01"));
    const parent = (await store.units({ query: "phuong ba dinh", limit: 1 }))[0]!;
    const list =
      "Tên,Loại,Thuộc,Báo cáo cho,Từ ngày\n" +
      "Phòng Văn hóa,cơ quan,00004,,\n" +
      "Tổ dân phố 3,,00004,,01/08/2025\n" +
      "Trường THCS Bình An,,phuong ba dinh,Phòng Văn hóa;01,\n" +
      "Lớp 9A,lớp,Trường THCS Bình An,,\n";
    for (let time = 0; time < 2; time++) {
      const rows = await listOf(list);
      assert.deepEqual(rows.flatMap(({ faults }) => faults), []); // prettier-ignore
      await store.putUnits(rows.map(({ unit }) => unit));
    }
    const own = await store.units({ parentId: parent.id, limit: 100 });
    assert.deepEqual(
      own.map(({ name, kind, fromDay, reportsTo }) => [name, kind, fromDay, reportsTo.length]),
      [
        ["Phòng Văn hóa", "office", null, 0],
        ["Tổ dân phố 3", "hamlet", dayOfDate(2025, 8, 1), 0],
        ["Trường THCS Bình An", "school", null, 2],
      ],
    );
    assert.deepEqual((await store.unitPath((await store.units({ query: "lop 9a", limit: 1 }))[0]!.id)).map(({ kind }) => kind), ["class", "school", "commune", "province"]); // prettier-ignore
  });

  it("with faults are told row by row", async () => {
    const rows = await listOf("Tên,Loại,Thuộc,Từ ngày,Đến ngày\n,thôn,,,\nX,lâu đài,,,\nThôn 1,thôn,Xã Không Có,,\nThôn 2,thôn,,31/02/2020,\nThôn 3,thôn,,02/01/2021,01/01/2021\n"); // prettier-ignore
    const codes = ["no-name", "kind", "parent", "date", "dates"].map((what) => [`register/unit/${what}`]);
    assert.deepEqual(rows.map(({ faults }) => faults.map(({ code }) => code)), codes); // prettier-ignore
    await assert.rejects(listOf("Hàng,Giá\nGạo,1\n"), /no column is headed/);
  });
});
