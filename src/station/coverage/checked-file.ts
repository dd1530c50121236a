/**
 * JSON with a SHA-256 over what it says: finds a file that was edited by hand or cut off. It does not stop somebody who makes a new
 * checksum.
 */
import { createHash } from "node:crypto";
import { z } from "zod";

export interface CheckedKind {
  format: string;
  version: number;
  /** Under which name what it says stands in the file. */
  member: string;
  mostBytes: number;
}

export type CheckedFault = "big" | "kind" | "version" | "changed";

export function writeChecked({ format, version, member }: CheckedKind, said: object): string {
  const text = JSON.stringify(said);
  return `{"format":"${format}","version":${version},"${member}":${text},"sha256":"${checksumOf(text)}"}\n`;
}

export function readChecked(
  { format, version, member, mostBytes }: CheckedKind,
  bytes: Uint8Array,
): { said: Record<string, unknown>; checksum: string } | CheckedFault {
  if (bytes.length > mostBytes) return "big";
  const envelope = z.strictObject({
    format: z.literal(format),
    version: z.number().int(),
    [member]: z.record(z.string(), z.unknown()),
    sha256: z.string(),
  });
  const outer = envelope.safeParse(parsed(bytes));
  if (!outer.success) return "kind";
  if (outer.data.version !== version) return "version";
  const said = outer.data[member] as Record<string, unknown>;
  // Its own order and no spaces, as it was written, whatever an editor made of the line breaks.
  const checksum = checksumOf(JSON.stringify(said));
  return checksum === outer.data.sha256 ? { said, checksum } : "changed";
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

function checksumOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
