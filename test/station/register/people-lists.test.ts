/** Lists of people as communes have them: read, judged row by row, taken in whole or not at all. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import iconv from "iconv-lite";
import { toVNI } from "vietnamese-conversion";
import write from "write-excel-file/node";
import { peopleCsv, peopleXlsx } from "../../../src/station/register/sheet/export-people.js";
import { importPeople, previewPeople } from "../../../src/station/register/sheet/import-people.js";
import { readPeople } from "../../../src/station/register/sheet/read-people.js";
import { readSheet } from "../../../src/station/register/sheet/read-sheet.js";
import { openStore, type Store } from "../../../src/station/store/store.js";
import type { ListedPerson } from "../../../src/station/store/types.js";

const NOW_MS = Date.UTC(2026, 10, 28, 3);
const utf8 = (text: string) => new Uint8Array(Buffer.from(text, "utf8"));

type Cell = string | number | Date | null;
async function xlsx(rows: readonly (readonly Cell[])[]): Promise<Uint8Array> {
  const cells = rows.map((row) =>
    row.map((value) => {
      if (value === null) return null;
      if (value instanceof Date) return { value, type: Date, format: "dd/mm/yyyy" };
      return typeof value === "number" ? { value, type: Number } : { value, type: String };
    }),
  );
  return new Uint8Array(await write(cells).toBuffer());
}

async function peopleOf(bytes: Uint8Array) {
  return readPeople(await readSheet(bytes), NOW_MS).people;
}
const codes = (problems: readonly { code: string }[]) => problems.map(({ code }) => code);

describe("a list of people", () => {
  const HEADER = "STT,Họ và tên,Năm sinh,Giới tính,Số điện thoại,Thôn\n";

  it("is read under title and motto, headers merged in two rows, their numbers, sections and signatures", async () => {
    const people = await peopleOf(
      await xlsx([
        ["ỦY BAN NHÂN DÂN XÃ BÌNH AN", null, null, null, null, null],
        ["DANH SÁCH NHÂN KHẨU", null, null, null, null, null],
        ["STT", "Họ và tên", "Năm sinh", null, "Số điện thoại", null],
        [null, null, "Nam", "Nữ", "Bản thân", "Người thân"],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
        ["Thôn 3", null, null, null, null, null],
        [1, "Nguyễn Văn Đức", 1958, null, 905000111, null],
        [2, "Trần Thị Bích Ngọc", null, "12/05/1990", null, "0912.345.678"],
        ["Thôn Đông", null, null, null, null, null],
        [3, "H’Hen Niê", null, new Date(Date.UTC(1992, 4, 5)), "+84 935 123 456", null],
        ["Tổng cộng: 3 người", null, null, null, null, null],
        [null, "Người lập biểu", null, null, null, null],
      ]),
    );
    assert.deepEqual(people.map(({ row, entry: { name, birthYear, sex, phone, relativePhone, unit } }) => [row, name, birthYear, sex, phone, relativePhone, unit]), [
      [7, "Nguyễn Văn Đức", 1958, "male", "0905000111", null, "Thôn 3"],
      [8, "Trần Thị Bích Ngọc", 1990, "female", null, "0912345678", "Thôn 3"],
      [10, "H’Hen Niê", 1992, "female", "0935123456", null, "Thôn Đông"],
    ]); // prettier-ignore
    assert.deepEqual(people.map(({ faults }) => codes(faults)), [[], [], []]); // prettier-ignore
    assert.deepEqual(codes(people[0]!.notes), ["register/row/phone-zero"]);
  });

  it("has a name in one column, in two, or under a header merged across two", async () => {
    for (const list of [
      "Họ và tên,Năm sinh\nLê Thị An,1990\n",
      "Họ và tên đệm;Tên;Năm sinh\nLê Thị;An;1990\n",
      "Họ và tên\t\tNăm sinh\nLê Thị\tAn\t1990\n",
    ]) {
      const [person] = await peopleOf(utf8(list));
      assert.deepEqual([person?.entry.name, person?.entry.birthYear], ["Lê Thị An", 1990], list);
    }
  });

  it("is the same people in NFC, NFD, UTF-16, TCVN3 and VNI, as CSV and as XLSX", async () => {
    const names = [
      "Nguyễn Văn Đức",
      "Trần Thị Bích Ngọc",
      "Lê Hoàng Phượng",
      "Đặng Thị Ưu",
      "Phạm Quỳnh Như",
      "Võ Tuấn Kiệt",
    ];
    const text = `Họ và tên,Năm sinh,Thôn\n${names.map((name, i) => `${name},${1960 + i},Thôn Tân Lập ${i}`).join("\n")}\n`;
    const tcvn3 = iconv.encode(text, "tcvn");
    const vni = toVNI(text, "unicode");
    const cellsOf = (list: string) => list.trimEnd().split("\n").map((line) => line.split(",")); // prettier-ignore
    const lists: Record<string, [Uint8Array, string]> = {
      NFC: [utf8(text), "unicode"],
      NFD: [utf8(text.normalize("NFD")), "unicode"],
      BOM: [utf8(`\ufeff${text}`), "unicode"],
      "UTF-16": [new Uint8Array(iconv.encode(text, "utf-16le", { addBOM: true })), "unicode"],
      "TCVN3 in CSV": [new Uint8Array(tcvn3), "tcvn3"],
      "TCVN3 in UTF-8": [utf8(iconv.decode(tcvn3, "windows-1252")), "tcvn3"],
      "TCVN3 in XLSX": [await xlsx(cellsOf(iconv.decode(tcvn3, "windows-1252"))), "tcvn3"],
      "VNI in CSV": [new Uint8Array(iconv.encode(vni, "windows-1252")), "vni"],
      "VNI in XLSX": [await xlsx(cellsOf(vni)), "vni"],
      "XLSX in NFD": [await xlsx(cellsOf(text.normalize("NFD"))), "unicode"],
    };
    for (const [form, [bytes, encoding]] of Object.entries(lists)) {
      const sheet = await readSheet(bytes);
      assert.equal(sheet.encoding, encoding, form);
      const people = readPeople(sheet, NOW_MS).people;
      assert.deepEqual(people.map(({ entry }) => entry.name), names, form); // prettier-ignore
      assert.equal(people[2]!.entry.unit, "Thôn Tân Lập 2", form);
    }
  });

  it("may have names in an old font beside Unicode, and capitals of TCVN3's second font", async () => {
    const rows = [
      "NguyÔn V¨n §øc,Phòng khám Đa khoa",
      "TrÇn ThÞ ¸nh,Phòng khám Đa khoa",
      "NGUYÔN V¡N AN,Trạm Y tế",
      "Lª Hoµng,Trạm Y tế",
    ];
    const people = await peopleOf(utf8(`Họ và tên,Đơn vị\n${rows.join("\n")}\n`));
    assert.deepEqual(people.map(({ entry }) => [entry.name, entry.unit]), [
      ["Nguyễn Văn Đức", "Phòng khám Đa khoa"],
      ["Trần Thị Ánh", "Phòng khám Đa khoa"],
      ["NGUYỄN VĂN AN", "Trạm Y tế"],
      ["Lê Hoàng", "Trạm Y tế"],
    ]); // prettier-ignore
  });

  it("says of each bad row why, and of what it understood otherwise", async () => {
    const rows: [string, string[]][] = [
      ["1,Lê An,31/02/1958,Nam,,", ["register/row/birth"]],
      ["2,Lê Bình,2031,Nam,,", ["register/row/birth"]],
      ["3,Lê Cúc,1870,Nữ,,", ["register/row/birth"]],
      ["4,Lê Dung,58,Nữ,,", ["register/row/birth-two-digits"]],
      ["5,Lê Em,1958,x,,", ["register/row/sex"]],
      ["6,Lê Gấm,1958,Nữ,0905,", ["register/row/phone"]],
      ["7,,1958,Nữ,0905000111,", ["register/row/no-name"]],
      ["8,0905000111,1958,Nữ,,", ["register/row/name"]],
      [`9,${"Lê ".repeat(60)},1958,Nữ,,`, ["register/row/long"]],
      ["10,Lê Hoa,1958,nữ,905000112,", []],
    ];
    const people = await peopleOf(utf8(HEADER + rows.map(([row]) => row).join("\n")));
    assert.deepEqual(people.map(({ faults }) => codes(faults)), rows.map(([, faults]) => faults)); // prettier-ignore
    assert.deepEqual(codes(people.at(-1)!.notes), ["register/row/phone-zero"]);
  });

  it("that is no list is refused with what to do instead", async () => {
    const cases: [Uint8Array, RegExp][] = [
      [new Uint8Array(0), /empty/],
      [utf8("\n\n ,,\n"), /empty/],
      [utf8("%PDF-1.7 …"), /no list that can be read/],
      [new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), /old Excel file/],
      [utf8("PK\x03\x04 a picture book"), /no list that can be read/],
      [utf8("Tên hàng,Giá\nGạo,20000\n"), /no column is headed/],
      [utf8(`Họ và tên\n${"Lê An\n".repeat(50_001)}`), /at most 50000/],
    ];
    for (const [bytes, message] of cases) await assert.rejects(peopleOf(bytes), message);
  });
});

describe("taking a list of people in", () => {
  let folder: string;
  let store: Store;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "bz-people-"));
    store = await openStore(join(folder, "store.sqlite"));
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  const everybody = async () => {
    const people: ListedPerson[] = [];
    for await (const person of store.allPeople()) people.push(person);
    return people;
  };
  const verdicts = async (list: string) => (await previewPeople(store, await peopleOf(utf8(list)))).map(({ verdict }) => verdict); // prettier-ignore
  const take = async (bytes: Uint8Array, decide: Parameters<typeof importPeople>[2]["decide"] = () => undefined, skipsBad = false) =>
    importPeople(store, await peopleOf(bytes), { decide, skipsBad, nowMs: NOW_MS }); // prettier-ignore

  const LIST = "Họ và tên,Năm sinh,SĐT,Thôn\nLê An,1990,0905000111,Thôn 1\nTrần Bình,1985,,Thôn 2\n";

  it("takes nothing while a row is bad or a double undecided, and then everything", async () => {
    const bad = `${LIST}Lê Cúc,31/02/1990,,Thôn 1\n`;
    await assert.rejects(take(utf8(bad)), /1 rows are wrong and nothing was imported/);
    assert.equal(await store.countPeople(), 0);
    assert.deepEqual(await take(utf8(bad), () => undefined, true), {
      added: 2,
      changed: 0,
      same: 0,
      skipped: 1,
      issued: 0,
    });
    const again = "Họ và tên,Năm sinh,SĐT,Thôn\nPhạm Mới,1970,,Thôn 3\nLE AN,1990,,Thôn 9\n";
    await assert.rejects(take(utf8(again)), /row 3 may be somebody/);
    assert.equal(await store.countPeople(), 2, "the new one before it was not kept either");
  });

  it("finds likely doubles: by folded name and year of birth, by phone, and within the list itself", async () => {
    await take(utf8(LIST));
    assert.deepEqual(
      await verdicts(
        "Họ và tên,Năm sinh,SĐT,Thôn\n" +
          "Lê Ân,1990,,Thôn 7\n" + // folded the same
          "Lê An,1991,,Thôn 1\n" + // another year
          "Lê An,,,Thôn 1\n" + // no year, same hamlet
          "Lê An,,,Thôn 5\n" + // no year, another hamlet
          "Lê Thị An,,+84 905 000 111,Thôn 1\n" + // same phone, same given name
          "Ngô Mẹ,1960,0905000111,Thôn 1\n" + // the family's phone
          "Đỗ Văn Kiên,1977,,Thôn 1\n" +
          "ĐO VAN KIEN,1977,,Thôn 1\n",
      ),
      ["double", "new", "double", "new", "double", "new", "new", "double"],
    );
    const plan = await previewPeople(store, await peopleOf(utf8("Họ và tên,Năm sinh\nLe An,1990\n")));
    assert.deepEqual(plan[0]!.known.map(({ name, phone }) => [name, phone]), [["Lê An", "0905000111"]]); // prettier-ignore
  });

  it("updates a double with what the list knows, and empties nothing", async () => {
    await take(utf8(LIST));
    const update = "Họ và tên,Năm sinh,SĐT,Thôn,Địa chỉ\nLê An,1990,,,12 đường Trần Phú\n";
    const counts = await take(utf8(update), ({ known }) => ({ update: known[0]!.id }));
    assert.equal(counts.changed, 1);
    const an = (await everybody()).find(({ name }) => name === "Lê An")!;
    assert.deepEqual([an.phone, an.unit, an.address], ["0905000111", "Thôn 1", "12 đường Trần Phú"]);
  });

  it("takes an export in again: unchanged nothing happens, edited what was edited, in CSV and XLSX", async () => {
    await take(utf8("Họ và tên,Năm sinh,Giới tính,SĐT,Người giám hộ,Địa chỉ,Nhóm,Thôn,Số thẻ,Đồng ý\n" +
      "=Lê An,1990,Nữ,0905000111,,-12 ngõ 3,F1,Thôn 1,00000042,14/08/2020\n" +
      "Bé Na,2019,Nữ,,Lê An,,,Thôn 1,,15/08/2020 người giám hộ\n")); // prettier-ignore
    const before = await everybody();
    assert.deepEqual(before.map(({ tokens }) => tokens.length).sort(), [0, 1]);
    for (const bytes of [utf8(peopleCsv(before)), await peopleXlsx(before)]) {
      assert.deepEqual(await take(bytes), { added: 0, changed: 0, same: 2, skipped: 0, issued: 0 });
    }
    assert.deepEqual(await everybody(), before);
    const edited = peopleCsv(before).replace("Bé Na", "Lê Thị Na").replace("'-12 ngõ 3", "");
    assert.equal((await take(utf8(edited))).changed, 2);
    const after = await everybody();
    assert.deepEqual(after.map(({ id }) => id).sort(), before.map(({ id }) => id).sort());
    assert.ok(after.some(({ name, consent }) => name === "Lê Thị Na" && consent?.by === "guardian"));
    assert.equal(after.find(({ birthYear }) => birthYear === 1990)!.address, null, "an emptied cell empties");
  });

  it("refuses one token for two, and one that somebody has; one person may have two", async () => {
    const header = "Họ và tên,Năm sinh,Số thẻ\n";
    await take(utf8(`${header}Lê An,1990,42\n`));
    const plan = await previewPeople(
      store,
      await peopleOf(
        utf8(`${header}Trần B,1980,42\nVõ C,1970,7\nVõ D,1971,7\nVõ E,1972,8 9\nVõ F,1973,4a\n`),
      ),
    );
    assert.deepEqual(plan.map(({ faults }) => codes(faults)), [
      ["register/row/token-held"], [], ["register/row/token-twice"], [], ["register/row/token"],
    ]); // prettier-ignore
    assert.deepEqual(codes(plan[3]!.notes), ["register/row/two-tokens"]);
    await take(utf8(`${header}Võ E,1972,8 9\n`));
    assert.equal((await everybody()).find(({ name }) => name === "Võ E")!.tokens.length, 2);
  });
});
