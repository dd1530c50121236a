import assert from "node:assert/strict";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";
import { buildFirmware } from "../../firmware/build/firmware.js";
import { startStepped } from "../../firmware/device/stepped.js";
import { encodeAdvert } from "../../src/bluezone/advert.js";
import { hostCustody } from "../../src/station/node-crypto.js";
import { systemTimers } from "../../src/station/reading/serial-line.js";
import { createSession } from "../../src/sync/host/session.js";
import { describeEspruino, root } from "./interpreter.js";

const START_UTC_MS = Date.UTC(2020, 7, 8);
const SLOT_MS = 900_000;

/** Lengths of the texts that the interpreter keeps with its functions: all between their braces, inner functions too. */
function codeLengths(program: string): number[] {
  const lengths: number[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && "body" in node && node.body)
      lengths.push(node.body.getEnd() - node.body.getStart());
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("program.js", program, ts.ScriptTarget.ES2015, true));
  return lengths;
}

interface Count {
  /** As the Linux build counts. */
  all: number;
  /** Of these, the program's own text: the Linux build copies it, the chip leaves it in flash. */
  code: number;
}

describeEspruino(
  "the token's variables, twice the Linux build's count (stand-ins and console included)",
  (interpreter) => {
    /** Boots the bundle, lets `neighbours` advertise until shortly before the slot's end, and asks the interpreter. */
    async function countWith(neighbours: number): Promise<Count> {
      const { file } = await buildFirmware(root, "XIAOBLE");
      const program = readFileSync(join(root, file), "utf8");
      const device = await startStepped({
        interpreter,
        folder: mkdtempSync(join(tmpdir(), "bztoken-")),
        root,
        program,
        chipId: "00112233-44556677",
        random: hostCustody.random(4096),
        startUtcMs: START_UTC_MS,
      });
      try {
        const adverts = Array.from({ length: neighbours }, () => encodeAdvert(hostCustody.random(12)));
        const untilMs = START_UTC_MS + 2 * SLOT_MS - 30_000;
        const reports = [];
        for (let utcMs = untilMs - SLOT_MS + 60_000; neighbours > 0 && utcMs < untilMs; utcMs += 60)
          reports.push({ utcMs, data: adverts[reports.length % neighbours]!, rssiDbm: -60 });
        await device.play(reports, untilMs);
        return await device.talk(async (line) => {
          const session = createSession(line, systemTimers, hostCustody);
          await session.enter({ operator: [], admin: [] });
          await session.openConsole();
          let said = "";
          line.onData((bytes) => (said += Buffer.from(bytes).toString("latin1")));
          const ask = async (expression: string): Promise<number> => {
            said = "";
            line.write(Buffer.from(`print("answer "+(${expression}))\n`));
            for (let tries = 0; tries < 100 && !/answer \d+/.test(said); tries++)
              await new Promise((resolve) => setTimeout(resolve, 100));
            return Number((/answer (\d+)/.exec(said) ?? assert.fail(`the console said: ${said}`))[1]);
          };
          await new Promise((resolve) => setTimeout(resolve, 1500));
          const all = await ask("process.memory().usage");
          let code = 0;
          const lengths = codeLengths(program);
          for (let at = 0; at < lengths.length; at += 20) {
            code += await ask(
              `[${lengths.slice(at, at + 20).join()}].reduce((sum,l)=>sum+E.getSizeOf(new Array(l+1).join(" "))-1,0)`,
            );
          }
          return { all, code };
        });
      } finally {
        await device.stop();
      }
    }

    /** The chip's variables hold half of what the Linux build's do. */
    const onTheChip = ({ all, code }: Count) => 2 * (all - code);

    for (const [neighbours, bound] of [
      [0, 5000],
      [300, 9000],
    ] as const) {
      it(`are at most ${bound} with ${neighbours} neighbours, the program's text not counted`, async function () {
        this.timeout(120_000);
        const count = await countWith(neighbours);
        console.log(`      ${onTheChip(count)}; ${2 * count.all} with the text that the Linux build copies`);
        assert.ok(onTheChip(count) <= bound);
      });
    }
  },
);
