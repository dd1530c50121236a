/** Texts about others that name a person who is deleted: in a file and in PostgreSQL alike. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { EMPTY_ENTRY } from "../../../src/station/store/registry/households.js";
import { type RegisterEntry, type Store } from "../../../src/station/store/store.js";
import type { Code } from "../../../src/words/problem.js";
import { isUserError } from "../../../src/words/user-error.js";
import type { createFolder } from "../custody-bench.js";
import { describeInBoth } from "./in-both.js";

const NOW_MS = 1_600_000_000_000;
const DAYS = { fromDay: 0, day: 100_000 };
const NAME = "Nguyễn Đức An";
const PHONE = "0905 000 111";
const MARK = "[đã xoá]";

const refusedAs = (code: Code) => (error: unknown) => isUserError(error) && error.code === code;

describeInBoth("words about a person,", (kind, opened) => {
  let folder: ReturnType<typeof createFolder>;
  let store: Store;
  let an: string;
  beforeEach(async () => {
    ({ folder, store } = opened());
    an = await add({ name: NAME, phone: PHONE });
  });

  const add = (entry: Partial<RegisterEntry>) => store.addEntry({ ...EMPTY_ENTRY, unit: "Thôn 3", ...entry });
  const house = (address: string, note = "", team = "", unit = "Thôn 3") =>
    store.addHousehold({ unit, address, team, people: 3, note }, undefined, NOW_MS);
  const walk = async () =>
    (await store.walk(DAYS)).map(({ unit, address, team, note }) => [unit, address, team, note]);
  /** Kind, about whom, the words found, and whether it is ticked. */
  const listed = async () =>
    (await store.mentions(an)).mentions.map(
      ({ kind, of, text, spans, isSure }) =>
        `${isSure ? "x" : "-"} ${kind} (${of}): ${spans.map(({ from, to }) => text.slice(from, to)).join("|")}`,
    );
  const choose = async (isChosen: (at: string) => boolean = () => true) => ({
    chosen: (await store.mentions(an)).mentions.filter(({ at }) => isChosen(at)),
    language: "vi" as const,
  });

  it("are found wherever staff type, with about whom it is; what may be somebody else's is not ticked", async () => {
    await house("Ngõ 2, sau nhà nguyen duc an", `gọi +84 905.000.111`, "Tổ ông Đức An", "Thôn 3");
    const binh = await add({
      ...{ name: "Lê Bình", guardian: "NGUYỄN ĐỨC AN", phone: "0905000111", relativePhone: "0905 000 111" },
      ...{
        address: "cạnh nhà Nguyễn Ðức An",
        group: "F1 của Nguyễn-Đức-An",
        unit: "Trọ nhà Nguyễn Đức An",
      },
    });
    await add({ name: "Cháu của Nguyễn Đức An" });
    const [given, lost] = [await store.tokenOf(7), await store.tokenOf(8)];
    await store.issueToken(given, { id: binh }, NOW_MS - 5);
    await store.takeBack(given, NOW_MS - 4);
    const giving = { consent: null, loan: null, collectedBy: "anh Nguyễn Đức An", replaces: null };
    await store.giveNumber(7, binh, NOW_MS, giving);
    await store.putTokenState(lost, "lost", "Nguyễn Đức An đánh rơi", NOW_MS);
    assert.deepEqual(
      (await listed()).sort(),
      [
        "x households/address (Ngõ 2, sau nhà nguyen duc an, Thôn 3): nguyen duc an",
        // The telephone is Lê Bình's as well.
        "- households/note (Ngõ 2, sau nhà nguyen duc an, Thôn 3): +84 905.000.111",
        "- households/team (Ngõ 2, sau nhà nguyen duc an, Thôn 3): Đức An",
        "x issues/collected_by (Lê Bình): Nguyễn Đức An",
        "- persons/guardian (Lê Bình): NGUYỄN ĐỨC AN",
        "- persons/name (Cháu của Nguyễn Đức An): Nguyễn Đức An",
        "- persons/phone (Lê Bình): 0905000111",
        "- persons/relative_phone (Lê Bình): 0905 000 111",
        "x persons/address (Lê Bình): Nguyễn Ðức An",
        "x persons/person_group (Lê Bình): Nguyễn-Đức-An",
        "x persons/unit (Lê Bình): Nguyễn Đức An",
        "x token_states/reason (00000008): Nguyễn Đức An",
      ].sort(),
    );
    assert.equal((await store.withdraw(an, NOW_MS, await choose())).struck, 12);
    an = await add({ name: NAME, phone: PHONE });
    assert.deepEqual(await listed(), []);
  });

  it("are taken out where somebody chose so, and nowhere else, in one act with the deletion", async () => {
    await house("Ngõ 2", "hàng xóm của Nguyễn Đức An, 0905000111");
    await house("Ngõ 3", "bạn của Nguyễn Đức An");
    const binh = await add({ name: "Lê Bình", guardian: NAME, relativePhone: PHONE });
    const striking = await choose((at) => !at.includes("guardian"));
    striking.chosen = striking.chosen.filter(({ text }) => !text.startsWith("bạn"));
    const { struck } = await store.actingAs("Người Quản Trị", () => store.withdraw(an, NOW_MS, striking));
    assert.equal(struck, 2);
    assert.deepEqual(await walk(), [
      ["Thôn 3", "Ngõ 2", "", `hàng xóm của ${MARK}, ${MARK}`],
      ["Thôn 3", "Ngõ 3", "", "bạn của Nguyễn Đức An"],
    ]);
    const { people } = await store.people({
      query: "",
      order: "name",
      isDown: false,
      after: null,
      limit: 9,
    });
    assert.deepEqual(
      people.map(({ id, guardian, relativePhone }) => [id, guardian, relativePhone]),
      [[binh, NAME, null]],
    );
    const rows = (await store.ledger()).map(({ action, account, reason, records }) => [action, account, reason, records]); // prettier-ignore
    assert.deepEqual(rows, [
      ["strike", "Người Quản Trị", "", 2],
      ["withdraw", "Người Quản Trị", "", 0],
    ]);
  });

  it("stand in the language of whoever takes them out, and are searched for no more", async () => {
    await add({ name: "Con của Nguyễn Đức An", phone: "0905 000 111 / 0912 345 678" });
    await store.withdraw(an, NOW_MS, { ...(await choose()), language: "en" });
    const find = async (query: string) =>
      (await store.people({ query, order: "name", isDown: false, after: null, limit: 9 })).people;
    assert.deepEqual((await find("con cua"))[0], (await find("0912345678"))[0]);
    assert.deepEqual(
      (await find("con cua")).map(({ name, phone }) => [name, phone]),
      [["Con của [deleted]", "0912 345 678"]],
    );
    assert.deepEqual([...(await find("duc an")), ...(await find("0905000111"))], []);
  });

  it("leave two addresses apart that read the same without them", async () => {
    await house("Nhà Nguyễn Đức An");
    await house("Nhà nguyen duc an".normalize("NFC") + ", 0905000111");
    await house("Nhà 0905000111, 0905000111");
    await house("Nhà NGUYỄN ĐỨC AN, Nguyễn Đức An");
    await store.withdraw(an, NOW_MS, await choose());
    assert.deepEqual(
      (await walk()).map(([, address]) => address),
      [`Nhà ${MARK}`, `Nhà ${MARK}, ${MARK}`, `Nhà ${MARK}, ${MARK} (2)`, `Nhà ${MARK}, ${MARK} (3)`],
    );
  });

  it("that were changed meanwhile stop all of it", async () => {
    const id = await house("Ngõ 2", "Nguyễn Đức An");
    const striking = await choose();
    const changed = { unit: "Thôn 3", address: "Ngõ 2", team: "", people: 3, note: "Nguyễn Đức An mới" };
    await store.putHousehold(id, changed, 1, NOW_MS);
    await assert.rejects(store.withdraw(an, NOW_MS, striking), refusedAs("register/mention/changed"));
    assert.equal((await walk())[0]![3], "Nguyễn Đức An mới");
    assert.equal(await store.countPeople(), 1);
    assert.deepEqual(await store.ledger(), []);
    const made = { at: `households/note/${an}`, text: "x" };
    await assert.rejects(
      store.withdraw(an, NOW_MS, { chosen: [made], language: "vi" }),
      refusedAs("register/mention/changed"),
    );
  });

  it("are not listed of what goes with the person, nor is who bears the same name", async () => {
    const own = await house("Ngõ 2", "Nguyễn Đức An ốm");
    const member = await store.addMember(own, { name: "Nguyễn Đức An", birthYear: null, phone: PHONE, smartphone: null }); // prettier-ignore
    an = member;
    assert.deepEqual(await listed(), ["- persons/phone (Nguyễn Đức An): 0905 000 111"]);
    await store.addMember(own, { name: "Lê Bình", birthYear: null, phone: null, smartphone: null });
    // Two bear the name, and both are there: nobody can tell whom the note means.
    assert.deepEqual(await listed(), [
      "- households/note (Ngõ 2, Thôn 3): Nguyễn Đức An",
      "- persons/phone (Nguyễn Đức An): 0905 000 111",
    ]);
  });

  it("go by themselves where nobody is asked, if they can be nobody else's, and out of notes alone", async () => {
    await house("Ngõ 2", "Nguyễn Đức An, bà Đức An, 0084905000111");
    await add({ name: "Lê Bình", guardian: NAME });
    assert.equal((await store.withdraw(an, NOW_MS)).struck, 1);
    assert.equal((await walk())[0]![3], `${MARK}, bà Đức An, ${MARK}`);
    const { people } = await store.people({
      query: "",
      order: "name",
      isDown: false,
      after: null,
      limit: 9,
    });
    assert.deepEqual(people.map(({ guardian }) => guardian), [NAME]); // prettier-ignore
  });

  it("stay, where nobody is asked and somebody else bears the name or has the telephone", async () => {
    const note = "Nguyễn Đức An, 0905000111";
    await house("Ngõ 2", note);
    const other = await add({ name: "NGUYEN DUC AN", phone: null });
    await add({ name: "Lê Bình", relativePhone: "+84905000111" });
    const { struck } = await store.withdraw(an, NOW_MS);
    assert.deepEqual([struck, (await walk())[0]![3]], [0, note]);
    an = other;
    // Now nobody else has the name.
    assert.equal((await store.withdraw(an, NOW_MS)).struck, 1);
    assert.equal((await walk())[0]![3], `${MARK}, 0905000111`);
  });

  it("stay in the ledger, which says in which rows", async () => {
    for (const reason of ["theo dõi", "gặp Nguyễn Đức An", "gọi 0905000111"])
      await store.putLedger({
        ...{ atMs: 1, officer: "0011223344556677", action: "show", serial: null, caseId: null, reason },
        ...{ tokens: 0, days: 0, records: 0 },
      });
    const { ledger } = await store.mentions(an);
    assert.deepEqual(ledger.map(({ number }) => number), [2, 3]); // prettier-ignore
    assert.equal(ledger[0]!.text.slice(ledger[0]!.spans[0]!.from, ledger[0]!.spans[0]!.to), NAME);
    await store.withdraw(an, NOW_MS, await choose());
    assert.deepEqual((await store.checkLedger()).faults, []);
    assert.equal((await store.ledger())[1]!.reason, "gặp Nguyễn Đức An");
  });

  // A server's files are its own.
  const inFile = kind === "a file" ? it : () => undefined;
  inFile("so that no byte of them is in the file", async () => {
    await house("Ngõ 2", "Nguyễn Đức An, 0905000111");
    await add({ name: "Lê Bình", group: "F1 của Nguyễn Đức An", relativePhone: "0905000111" });
    const isIn = () => {
      const bytes = [folder.bytes("a.sqlite"), readFileSync(folder.path("a.sqlite-journal"))];
      const words = [NAME, "nguyen duc an", "0905 000 111", "0905000111"];
      return words.filter((word) => bytes.some((one) => one.includes(word)));
    };
    assert.equal(isIn().length, 4);
    await store.withdraw(an, NOW_MS, await choose());
    assert.deepEqual(isIn(), []);
  });
});
