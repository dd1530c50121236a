/** A list as communes have it, CSV or XLSX in whatever encoding: rows of text in composed Unicode. */
import { parse } from "csv-parse/sync";
import { UserError } from "../../../words/user-error.js";
import { isoDay } from "../../text/local-time.js";
import { type Encoding, convert, encodingOf } from "./old-encodings.js";

export type Row = readonly string[];

export interface Sheet {
  rows: Row[];
  /** That of most of its cells. */
  encoding: Encoding;
}

/** A commune has some 10,000 people; more is another file. */
const MOST_ROWS = 50_000;
const MOST_COLUMNS = 100;
/** What a workbook may become when it is unpacked. */
const MOST_UNPACKED_BYTES = 200_000_000;
/** A column with fewer words of its own is taken for what the sheet is. */
const FEW_CELLS = 3;

/** Throws `UserError` where it is no such list. */
export async function readSheet(bytes: Uint8Array, forced?: Encoding): Promise<Sheet> {
  if (bytes.length === 0) throw new UserError("register/file/empty");
  const head = Buffer.from(bytes.subarray(0, 8)).toString("latin1");
  const isZip = head.startsWith("PK\x03\x04");
  if (head.startsWith("\xd0\xcf\x11\xe0")) throw new UserError("register/file/old-excel");
  if (head.startsWith("%PDF") || head.startsWith("{\\rtf") || /^\x89PNG|^\xff\xd8\xff|^SQLite/.test(head)) {
    throw new UserError("register/file/kind");
  }
  const cells = isZip ? await readWorkbook(bytes) : readCsv(bytes);
  const rows = cells.filter((row) => row.some((cell) => cell.trim() !== ""));
  if (rows.length === 0) throw new UserError("register/file/empty");
  if (rows.length > MOST_ROWS)
    throw new UserError("register/file/long", { rows: rows.length, most: MOST_ROWS });
  return convertCells(cells, forced);
}

async function readWorkbook(bytes: Uint8Array): Promise<string[][]> {
  if (unpackedBytes(bytes) > MOST_UNPACKED_BYTES) throw new UserError("register/file/kind");
  const { readSheet: read } = await import("read-excel-file/node");
  try {
    const rows = await read(Buffer.from(bytes));
    return rows.map((row) => row.slice(0, MOST_COLUMNS).map((cell) => textOf(cell)));
  } catch {
    throw new UserError("register/file/kind");
  }
}

/** As the archive's directory says: a small file may unpack to more than the computer holds. */
function unpackedBytes(bytes: Uint8Array): number {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let sum = 0;
  for (
    let at = buffer.indexOf("PK\x01\x02", 0, "latin1");
    at >= 0;
    at = buffer.indexOf("PK\x01\x02", at + 4, "latin1")
  ) {
    if (at + 28 <= buffer.length) sum += buffer.readUInt32LE(at + 24);
  }
  return sum;
}

function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return "";
  if (cell instanceof Date) return isoDay(Math.floor(cell.getTime() / 86_400_000));
  return String(cell as string | number | boolean);
}

function readCsv(bytes: Uint8Array): string[][] {
  const text = decode(bytes);
  if (text.includes("\0")) throw new UserError("register/file/kind");
  const options = {
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: false,
    bom: true,
  } as const;
  // That which the first lines have most of; Excel in Vietnamese writes semicolons.
  const start = text.slice(0, 5_000);
  const delimiter = [",", ";", "\t"].reduce((best, one) =>
    start.split(one).length > start.split(best).length ? one : best,
  );
  try {
    return parse(text, { ...options, delimiter }).map((row) => row.slice(0, MOST_COLUMNS));
  } catch {
    throw new UserError("register/file/kind");
  }
}

/** UTF-8 where it is; otherwise the single bytes that old fonts gave other letters. */
function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** Each column by itself: in one list names may be in an old font and what was added later is not. */
function convertCells(rows: readonly (readonly string[])[], forced: Encoding | undefined): Sheet {
  const encoding = forced ?? encodingOf(rows.flat()) ?? "unicode";
  const width = Math.max(...rows.map((row) => row.length));
  const columns = Array.from({ length: width }, (_, column) => {
    const cells = rows.map((row) => row[column] ?? "").filter((cell) => /[^\0-\x7f]/.test(cell));
    return forced ?? (cells.length < FEW_CELLS ? encoding : (encodingOf(cells) ?? encoding));
  });
  return {
    encoding,
    rows: rows.map((row) =>
      columns.map((one, column) =>
        convert(row[column] ?? "", one)
          .replace(/\s+/gu, " ")
          .trim(),
      ),
    ),
  };
}
