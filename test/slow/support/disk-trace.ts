/**
 * What a program did to the files of one folder, as strace (strace.io) saw it, and what a disk may hold of that after a power
 * cut: all that was synced, and of the rest whatever the disk got round to.
 */
export type DiskAct =
  | { do: "write"; file: string; at: number; bytes: Buffer }
  | { do: "cut"; file: string; size: number }
  | { do: "create" | "unlink" | "sync"; file: string }
  /** A line on standard output. */
  | { do: "say"; text: string };

/** Calls that change files; `-y` gives the path of each file, `-xx` all bytes. */
export const STRACE = [
  ...["-f", "-y", "-xx", "-s", "4194304", "-e"],
  "trace=write,pwrite64,fsync,fdatasync,ftruncate,unlink,openat",
];

const CALL = /^(\w+)\((.*)\)\s+= (-?\d+)/s;
const BYTES = /^"((?:\\x[0-9a-f]{2})*)"/;

/** @param folder  only files directly in it count */
export function parseTrace(text: string, folder: string): DiskAct[] {
  const begun = new Map<string, string>();
  const position = new Map<string, number>();
  const acts: DiskAct[] = [];
  const fileIn = (path: string) =>
    path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : undefined;
  for (const line of text.split("\n")) {
    const [, thread, rest] = /^(\d+) +(.*)$/.exec(line) ?? [];
    if (thread === undefined) continue;
    const unfinished = /^(.*) <unfinished \.\.\.>$/.exec(rest!);
    if (unfinished !== null) {
      begun.set(thread, unfinished[1]!);
      continue;
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest!);
    const [, call, args, result] =
      CALL.exec(resumed === null ? rest! : `${begun.get(thread)}${resumed[1]}`) ?? [];
    if (call === undefined || Number(result) < 0) continue;
    const [, fd, path, more] = /^(\d+)<([^>]*)>(?:, )?(.*)$/s.exec(args!) ?? [];
    const file = path === undefined ? undefined : fileIn(decoded(path));
    if (call === "write" && fd === "1") acts.push({ do: "say", text: bytesOf(more!).toString() });
    if (call === "openat" || call === "unlink") {
      const named = fileIn(bytesOf(args!.slice(args!.indexOf('"'))).toString());
      if (named === undefined) continue;
      if (call === "unlink") acts.push({ do: "unlink", file: named });
      else if (/O_CREAT/.test(args!)) acts.push({ do: "create", file: named });
    }
    if (file === undefined) {
      // The folder itself: what was made and unlinked in it lasts from then on.
      if (/^f(data)?sync$/.test(call) && path !== undefined && decoded(path) === folder)
        acts.push({ do: "sync", file: "" });
      continue;
    }
    if (call === "pwrite64" || call === "write") {
      const bytes = bytesOf(more!).subarray(0, Number(result));
      const at = call === "pwrite64" ? Number(/, (\d+)$/.exec(more!)![1]) : (position.get(fd! + file) ?? 0);
      if (call === "write") position.set(fd! + file, at + bytes.length);
      acts.push({ do: "write", file, at, bytes });
    } else if (call === "ftruncate") {
      acts.push({ do: "cut", file, size: Number(more) });
    } else if (call === "fsync" || call === "fdatasync") {
      acts.push({ do: "sync", file });
    }
  }
  return acts;
}

const decoded = (path: string) =>
  path.replace(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));

function bytesOf(quoted: string): Buffer {
  const [, hex] = BYTES.exec(quoted) ?? [];
  if (hex === undefined) throw new Error(`no bytes in ${quoted.slice(0, 80)}`);
  return Buffer.from(hex.replaceAll("\\x", ""), "hex");
}

/** @param lasts  whether an act that nothing synced reached the disk all the same */
export function diskAfter(acts: readonly DiskAct[], lasts: () => boolean): Map<string, Buffer> {
  const files = new Map<string, { durable: Buffer | undefined; pending: DiskAct[] }>();
  const fileOf = (name: string) => {
    const known = files.get(name) ?? { durable: undefined, pending: [] };
    files.set(name, known);
    return known;
  };
  for (const act of acts) {
    if (act.do === "say") continue;
    const one = fileOf(act.file);
    if (act.do !== "sync") {
      one.pending.push(act);
      continue;
    }
    if (act.file !== "") {
      one.durable = one.pending.reduce(applied, one.durable);
      one.pending = [];
      continue;
    }
    for (const other of files.values()) {
      const named = other.pending.filter(({ do: what }) => what === "create" || what === "unlink");
      other.durable = named.reduce(applied, other.durable);
      other.pending = other.pending.filter((one_) => !named.includes(one_));
    }
  }
  const disk = new Map<string, Buffer>();
  for (const [name, { durable, pending }] of files) {
    const left = pending.filter(lasts).reduce(applied, durable);
    if (left !== undefined && name !== "") disk.set(name, left);
  }
  return disk;
}

function applied(before: Buffer | undefined, act: DiskAct): Buffer | undefined {
  switch (act.do) {
    case "create":
      return before ?? Buffer.alloc(0);
    case "unlink":
      return undefined;
    case "write": {
      const old = before ?? Buffer.alloc(0);
      const next = Buffer.alloc(Math.max(old.length, act.at + act.bytes.length));
      old.copy(next);
      act.bytes.copy(next, act.at);
      return next;
    }
    case "cut": {
      const next = Buffer.alloc(act.size);
      before?.copy(next);
      return next;
    }
    default:
      return before;
  }
}
