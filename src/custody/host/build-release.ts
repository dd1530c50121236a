/** The authority's side of a release of the token's program; UPDATE.md, 2 (src/token/update). */
import { ADMIN_UPDATE, derive } from "../token/derive.js";
import {
  RELEASE_CRC,
  RELEASE_FIRMWARE,
  RELEASE_FLAGS,
  RELEASE_HEAD_BYTES,
  RELEASE_LAYOUT,
  RELEASE_LENGTH,
  RELEASE_NUMBER,
  RELEASE_OLDER,
  RELEASE_PAGE_VERSION,
  RELEASE_PIECE_BYTES,
  RELEASE_ROOT,
  RELEASE_STATE_FORMAT,
  RELEASE_VERSION,
  firmwareNumber,
} from "../token/release.js";
import { SIGN_RELEASE, addressTag } from "../token/tag.js";
import { problem } from "../../words/problem.js";
import { UserError } from "../../words/user-error.js";
import type { BoxContent, Hash } from "./boxes.js";
import { isSame, join, viewOf } from "./bytes.js";

const LINE_FEED = 0x0a;

/** What the head of a release says of a program. */
export interface Released {
  /** "1.2.3" */
  readonly firmwareVersion: string;
  /** When it is released, in seconds since 1970. */
  readonly number: number;
  /** The newest state and the newest page that it reads. */
  readonly stateFormat: number;
  readonly pageVersion: number;
  /** CRC-32 of the layout's text. */
  readonly layoutCrc: number;
  /** A token whose own program is newer takes it, too. */
  readonly mayBeOlder: boolean;
}

export interface Release {
  /** 56 bytes. */
  readonly head: Uint8Array;
  /** The program, filled up to whole words. */
  readonly code: Uint8Array;
}

/** @param program  text of the bundle, one byte a character */
export function buildRelease(
  hash: Hash,
  crc32: (bytes: Uint8Array) => number,
  program: Uint8Array,
  released: Released,
): Release {
  const code = new Uint8Array(Math.ceil(program.length / 4) * 4).fill(LINE_FEED);
  code.set(program);
  const hashes: Uint8Array[] = [];
  for (let at = 0; at < code.length; at += RELEASE_PIECE_BYTES)
    hashes.push(hash.sha256(code.subarray(at, at + RELEASE_PIECE_BYTES)));
  const head = new Uint8Array(RELEASE_HEAD_BYTES);
  const view = viewOf(head);
  head[0] = RELEASE_VERSION;
  head[RELEASE_FLAGS] = released.mayBeOlder ? RELEASE_OLDER : 0;
  head[RELEASE_STATE_FORMAT] = released.stateFormat;
  head[RELEASE_PAGE_VERSION] = released.pageVersion;
  view.setUint32(RELEASE_NUMBER, released.number, true);
  view.setUint32(RELEASE_FIRMWARE, firmwareNumber(released.firmwareVersion), true);
  view.setUint32(RELEASE_LAYOUT, released.layoutCrc, true);
  view.setUint32(RELEASE_LENGTH, code.length, true);
  view.setUint32(RELEASE_CRC, crc32(code), true);
  head.set(hash.sha256(join(hashes)), RELEASE_ROOT);
  return { head, code };
}

/** What the head of somebody's release says; undefined where it is not the head of that code, or of a later version. */
export function readRelease(
  hash: Hash,
  crc32: (bytes: Uint8Array) => number,
  { head, code }: Release,
): Released | undefined {
  if (head.length !== RELEASE_HEAD_BYTES || code.length === 0) return undefined;
  const view = viewOf(head);
  const released: Released = {
    firmwareVersion: firmwareText(view.getUint32(RELEASE_FIRMWARE, true)),
    number: view.getUint32(RELEASE_NUMBER, true),
    stateFormat: head[RELEASE_STATE_FORMAT]!,
    pageVersion: head[RELEASE_PAGE_VERSION]!,
    layoutCrc: view.getUint32(RELEASE_LAYOUT, true),
    mayBeOlder: head[RELEASE_FLAGS] === RELEASE_OLDER,
  };
  const built = buildRelease(hash, crc32, code, released);
  return isSame(built.head, head) && built.code.length === code.length ? released : undefined;
}

function firmwareText(version: number): string {
  return [version >>> 16, (version >>> 8) & 255, version & 255].join(".");
}

/** 16 bytes with which one token takes the release; from its *admin* box. */
export function releaseTagFor(hash: Hash, admin: BoxContent, head: Uint8Array): Uint8Array {
  if (admin.kind !== "admin")
    throw new UserError("custody/wrong-key/kind", {
      needed: problem("word/box/admin"),
      found: problem(`word/box/${admin.kind}`),
    });
  return addressTag(hash, derive(hash, admin.key, ADMIN_UPDATE), SIGN_RELEASE, admin.serial, head);
}
