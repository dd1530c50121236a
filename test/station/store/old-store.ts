/** A store as an older program left it, with one person in it. */
import Database from "libsql";
import { migrations } from "../../../src/station/store/schema.js";

export const OLD_VERSION = 6;

export function makeOldStore(path: string): void {
  const old = new Database(path);
  for (const statement of migrations.slice(0, OLD_VERSION).flat()) old.exec(statement as string);
  old.exec(
    `insert into bluezone_store values (${OLD_VERSION}, 0);
     insert into tokens (token, serial, next_sequence, dated_sequence, unread_records, lost_records)
       values ('00000042', 42, 0, 0, 0, 0);
     insert into persons values ('a', 'Nguyễn Thị Ánh', 'Thôn 3', '0905 000 111', null);
     insert into issues values ('i', '00000042', 'a', 1000, null, null)`,
  );
  old.close();
}

/** Version of a file, and who is in it. */
export function lookInto(path: string): { version: number; names: string[] } {
  const file = new Database(path);
  const [row] = file.prepare("select max(version) as version from bluezone_store").all() as {
    version: number;
  }[];
  const people = file.prepare("select name from persons").all() as { name: string }[];
  file.close();
  return { version: row!.version, names: people.map(({ name }) => name) };
}
