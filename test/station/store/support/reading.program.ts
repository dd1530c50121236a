/** Reads everybody in a damaged store, and tells in one line what came of it: `reading.program.ts KEY STORE…` */
import { writeSync } from "node:fs";
import { storeKeyOf } from "../../../../src/station/store/encryption/store-key.js";
import { openStore } from "../../../../src/station/store/store.js";
import { isUserError } from "../../../../src/words/user-error.js";

const [hex, path] = process.argv.slice(2);
try {
  const store = await openStore(path!, { mayCreate: false, key: storeKeyOf(Buffer.from(hex!, "hex")) });
  const names: string[] = [];
  for await (const { name, phone } of store.allPeople()) names.push(`${name} ${phone}`);
  writeSync(1, JSON.stringify(names));
  await store.close();
} catch (error) {
  writeSync(1, isUserError(error) ? `told ${error.code}` : `not told: ${String(error)}`);
}
