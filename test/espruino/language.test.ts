import assert from "node:assert/strict";
import { runScript } from "../../firmware/device/interpreter.js";
import { hoistFunctions } from "../../firmware/build/hoist.js";
import { readLanguageTable } from "../firmware/language-table.js";
import { createFolder, describeEspruino } from "./interpreter.js";

/** What each expression gives in the interpreter: JSON, or "throws". */
async function evaluateAll(interpreter: string, codes: string[]): Promise<string[]> {
  const folder = createFolder();
  try {
    const script = `${JSON.stringify(codes)}.forEach(function(code){
      var result; try { result = JSON.stringify(eval(code)) } catch (e) { result = "throws" }
      print("\\x1b[row]" + result); })`;
    const output = await runScript(interpreter, folder.path, script);
    return output
      .split("\x1b[row]")
      .slice(1)
      .map((row) => row.trim());
  } finally {
    folder.remove();
  }
}

describeEspruino("firmware/ESPRUINO.md is true", (interpreter) => {
  for (const heading of ["Works", "Does not work"] as const) {
    const rows = readLanguageTable(heading);
    let results: string[] = [];
    before(async () => {
      results = await evaluateAll(
        interpreter,
        rows.map(({ code }) => code),
      );
    });
    rows.forEach(({ code, gives }, index) =>
      it(`${code} → ${gives}`, () => assert.equal(results[index], gives)),
    );
  }

  it("functions below their use: refused by the interpreter, moved by the build", async () => {
    const code = "(function(){ return later(); function later() { return 7 } })()";
    assert.deepEqual(await evaluateAll(interpreter, [code, hoistFunctions(code)]), ["throws", "7"]);
  });
});
