/**
 * Gives a store another key and is killed before the n-th act on the disk that is its own, not SQLite's:
 * `reencrypt.program.ts STORE BEFORE AFTER N`. Says how many there were where N is beyond them.
 */
import fs, { writeSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { reencrypt } from "../../../../src/station/store/encryption/reencrypt.js";
import { storeKeyOf } from "../../../../src/station/store/encryption/store-key.js";

const [path, before, after, last] = process.argv.slice(2);
const keyOf = (hex: string) => (hex === "" ? undefined : storeKeyOf(Buffer.from(hex, "hex")));
let acts = 0;
const names = ["writeSync", "ftruncateSync", "linkSync", "renameSync", "rmSync", "unlinkSync"] as const;
for (const name of names) {
  const act = fs[name] as (...args: unknown[]) => unknown;
  Object.assign(fs, {
    [name]: (...args: unknown[]) => {
      // Its own output is no act.
      if (!(name === "writeSync" && args[0] === 1) && acts++ === Number(last))
        process.kill(process.pid, "SIGKILL");
      return act(...args);
    },
  });
}
syncBuiltinESMExports();
reencrypt(path!, { before: keyOf(before!), after: keyOf(after!) });
writeSync(1, String(acts));
