import assert from "node:assert/strict";
import { idsCommand } from "../../../src/station/commands/ids.js";
import vectors from "../../vectors/bluezone-ids.json" with { type: "json" };
import { assertRefused, run, runProgram } from "./run-command.js";

const BASE = vectors.observed.baseId;
const IDS = ["--base", BASE, "--created", "2020-08-08", "--from", "2020-08-08T05:45:00Z", "--slots", "2"];

/** `args` with the value of `option` replaced, or the option left out. */
function withOption(args: readonly string[], option: string, value?: string): string[] {
  const at = args.indexOf(option);
  return args.toSpliced(at, 2, ...(value === undefined ? [] : [option, value]));
}

describe("bztoken ids", () => {
  it("prints the observed vectors", async () => {
    const { day, slot, start, id } = vectors.observed.vectors[0]!;
    assert.deepEqual((await run(idsCommand(), IDS))[0], { day, slot, start, id });
    assert.deepEqual((await run(idsCommand(), IDS))[1], vectors.observed.vectors[1]);
  });

  it("prints the constructed vectors, over days", async () => {
    const args = ["--base", vectors.constructed.baseId, "--created", "2020-01-01", "--from", "2020-01-01"];
    const lines = await run(idsCommand(), [...args, "--slots", String(15 * 96)]);
    assert.equal(lines.length, 15 * 96);
    for (const { day, slot, id } of vectors.constructed.vectors) {
      const start = new Date(Date.UTC(2020, 0, 1 + day, 0, 15 * slot)).toISOString().replace(".000", "");
      assert.deepEqual(lines[day * 96 + slot], { day, slot, start, id });
    }
  });

  it("gives the same IDs wherever it starts", async () => {
    const all = await run(idsCommand(), withOption(IDS, "--slots", "200"));
    const late = await run(
      idsCommand(),
      withOption(withOption(IDS, "--slots", "5"), "--from", "2020-08-10T01:00Z"),
    );
    assert.deepEqual(late, all.slice(173, 178));
  });

  describe("on a computer in Vietnam", () => {
    const { TZ } = process.env;
    before(() => (process.env["TZ"] = "Asia/Ho_Chi_Minh"));
    after(() => {
      if (TZ === undefined) delete process.env["TZ"];
      else process.env["TZ"] = TZ;
    });

    for (const from of ["2020-08-08T05:45", "2020-08-08T05:59:59.999Z", "2020-08-08T12:45:00+07:00"])
      it(`starts with the slot of ${from}`, async () => {
        assert.deepEqual(
          await run(idsCommand(), withOption(IDS, "--from", from)),
          await run(idsCommand(), IDS),
        );
      });
  });

  it("uses the base ID for days before it was made, as the app does", async () => {
    const args = withOption(withOption(IDS, "--from", "2020-08-07T05:45:00Z"), "--slots", "1");
    const { id } = vectors.observed.vectors[0]!;
    assert.deepEqual(await run(idsCommand(), args), [
      { day: -1, slot: 23, start: "2020-08-07T05:45:00Z", id },
    ]);
  });

  const wrong: [option: string, value: string, message: RegExp][] = [
    ["--base", BASE.slice(2), /--base must be 64 hex digits, not 62/],
    ["--base", `${BASE.slice(1)}G`, /--base must be 64 hex digits/],
    ["--base", "", /--base must be 64 hex digits/],
    ["--created", "08/08/2020", /--created .* not "08\/08\/2020"/],
    ["--created", "2020-02-30", /--created/],
    ["--created", "2020-13-01", /--created/],
    ["--created", "2020-08-08T00:00:00Z", /--created/],
    ["--from", "now", /--from .* not "now"/],
    ["--from", "2020-08-08T25:00:00Z", /--from/],
    ["--from", "2021-02-29T00:00:00Z", /--from/],
    ["--from", "2020-08-08 05:45", /--from/],
    ["--slots", "1.5", /--slots must be a whole number .* not "1.5"/],
    ["--slots", "0", /--slots/],
    ["--slots", "-1", /--slots/],
    ["--slots", "two", /--slots/],
    ["--slots", "1000001", /--slots/],
  ];
  for (const [option, value, message] of wrong)
    it(`refuses ${option} "${value}"`, () =>
      assertRefused(idsCommand(), withOption(IDS, option, value), message));

  it("ends with code 2 and one line where the input is bad", () => {
    const { status, stdout, stderr } = runProgram("ids", ...withOption(IDS, "--base", "00"));
    assert.deepEqual({ status, stdout }, { status: 2, stdout: "" });
    assert.match(stderr, /^bztoken: --base must be 64 hex digits, .*\n$/);
  });

  it("ends with code 2 and one line where an option is missing", () => {
    const { status, stdout, stderr } = runProgram("ids", ...withOption(IDS, "--slots"));
    assert.deepEqual({ status, stdout }, { status: 2, stdout: "" });
    assert.match(stderr, /^bztoken: .*--slots.*\n$/);
  });
});
