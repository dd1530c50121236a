/** Takes in a *gói nhận về* or a stock file at a commune. */
import { crc32 } from "node:zlib";
import { z } from "zod";
import { UserError } from "../../words/user-error.js";
import type { Identity } from "../../custody/host/identity.js";
import type { Pack } from "../../custody/host/pack.js";
import { KEY_BYTES } from "../../bluezone/ids.js";
import { ENTRY_BYTES, HEAD_BYTES, LIST_TAG_BYTES } from "../../custody/token/f0-list.js";
import { readRelease } from "../../custody/host/build-release.js";
import { RELEASE_HEAD_BYTES } from "../../custody/token/release.js";
import { TAG_BYTES } from "../../custody/token/tag.js";
import { decodeStock } from "../../custody/host/stock.js";
import { hexOf } from "../store/custody/custody.js";
import { addList, addTakenPack } from "../store/exchange.js";
import { addRelease, type StoredRelease } from "../store/registry/releases.js";
import { deletePerson, strikeWithdrawn } from "../store/staff/withdrawal.js";
import { lockOperatingKeys } from "../store/custody/operating-keys.js";
import type { OperatingKey, Store, StoredList } from "../store/store.js";
import { knownSerial } from "../store/token-identity.js";
import { RESTING_STATES } from "../store/types.js";
import { computerTimeMs, doubleWord, givenSerial, shortText, word } from "../limits.js";
import type { Sought } from "../text/mentions.js";
import { without } from "../without.js";
import { nodeHash } from "../node-crypto.js";
import type { PackedProgram } from "./down.js";
import { leaveOut, nothingLeftOut, type LeftOut } from "./left-out.js";
import { asNotUnderstood, bytesInLine, itemsOf } from "./pack-file.js";
import { takeStateDown } from "./take-register.js";

const DAY_MS = 86_400_000;

/** Fields that a later program adds are left out. */
const shapes = {
  list: z.object({
    number: doubleWord,
    made_ms: z.number(),
    head: bytesInLine(HEAD_BYTES),
    entries: bytesInLine().refine((bytes) => bytes.length % ENTRY_BYTES === 0),
  }),
  tag: z.object({ number: doubleWord, serial: givenSerial, tag: bytesInLine(LIST_TAG_BYTES) }),
  operatingKey: z.object({ serial: givenSerial, epoch: word, key: bytesInLine(KEY_BYTES) }),
  release: z.object({ head: bytesInLine(RELEASE_HEAD_BYTES), code: bytesInLine(), unit: shortText }),
  releaseTag: z.object({ number: doubleWord, serial: givenSerial, tag: bytesInLine(TAG_BYTES) }),
  state: z.object({
    serial: givenSerial,
    at_ms: computerTimeMs,
    state: z.enum(RESTING_STATES),
    reason: shortText,
    generation: word.nullable(),
  }),
  withdrawal: z.object({ id: z.uuid(), at_ms: computerTimeMs }),
  received: z.object({ id: z.string().regex(/^[0-9a-f]{32}$/) }),
};

export interface TakenDown {
  /** False: it was taken in before, and nothing changed. */
  isNew: boolean;
  listNumber: number | null;
  operatingKeys: number;
  acknowledged: number;
  programs: PackedProgram[];
  leftOut: LeftOut;
}

/**
 * Everything or nothing; operating keys are sealed to the receiver's own key. Throws `UserError`, also for a pack older than one taken in
 * before.
 */
export async function takeDown(
  store: Store,
  pack: Pack,
  receiver: Identity,
  nowMs: number,
): Promise<TakenDown> {
  const id = hexOf(pack.id);
  const sender = hexOf(pack.sender.fingerprint);
  const nothing: TakenDown = {
    isNew: false,
    listNumber: null,
    operatingKeys: 0,
    acknowledged: 0,
    programs: [],
    leftOut: nothingLeftOut(),
  };
  if (await store.hasTaken(id, sender)) return nothing;
  await requireNewest(store, pack, sender);
  const content = pack.kind === "stock" ? stockContent(pack) : downContent(pack);
  const programs: PackedProgram[] = [];
  await store
    .write(async (tx) => {
      await lockOperatingKeys(tx, content.operatingKeys, receiver);
      if (content.list !== undefined) await addList(tx, content.list, content.tags, nowMs);
      for (const release of content.releases) {
        if (!(await addRelease(tx, release, release.unit, release.tags)))
          leaveOut(content.leftOut, "foreign", "release");
        else programs.push({ firmware: release.firmware, tokens: release.tags.size });
      }
      for (const told of content.states) {
        // One of the two computers may be ahead of the time.
        const isFuture = told.at_ms > Math.min(pack.madeMs, nowMs + DAY_MS);
        const row = { ...without(told, "serial"), origin: sender };
        const reason = isFuture
          ? "future"
          : await takeStateDown(tx, { ...row, token: await knownSerial(tx, told.serial) });
        if (reason !== undefined) leaveOut(content.leftOut, reason, "state");
      }
      const gone: Sought[] = [];
      for (const { id: person } of content.withdrawals) {
        const known = await tx.selectFrom("persons").select("id").where("id", "=", person).executeTakeFirst();
        if (known !== undefined) gone.push((await deletePerson(tx, person, nowMs)).sought);
      }
      await strikeWithdrawn(tx, gone, nowMs);
      for (const received of content.received) {
        await tx
          .updateTable("packs_out")
          .set({ acknowledged_ms: nowMs })
          .where("id", "=", received)
          .where("acknowledged_ms", "is", null)
          .execute();
      }
      await addTakenPack(tx, { id, kind: pack.kind, sender, madeMs: pack.madeMs, takenMs: nowMs });
    })
    .catch(asNotUnderstood);
  return {
    isNew: true,
    listNumber: content.list?.number ?? null,
    operatingKeys: content.operatingKeys.length,
    acknowledged: content.received.length,
    programs,
    leftOut: content.leftOut,
  };
}

/** The operating keys of a stock file's pack, without keeping them. Throws `UserError`. */
export function stockOf(pack: Pack): OperatingKey[] {
  if (pack.kind !== "stock") {
    throw new UserError("custody/not-this-file/stock");
  }
  requireAuthority(pack);
  return stockContent(pack).operatingKeys;
}

/** A unit's key signs what goes up; what comes down counts as the authority's word. */
function requireAuthority(pack: Pack): void {
  if (pack.sender.role === "unit") {
    throw new UserError("custody/wrong-role/sender");
  }
}

async function requireNewest(store: Store, pack: Pack, sender: string): Promise<void> {
  requireAuthority(pack);
  const later = (await store.packsFrom(sender)).find(
    (other) => other.kind === pack.kind && other.madeMs >= pack.madeMs,
  );
  if (later === undefined) return;
  const made = new Date(pack.madeMs).toISOString().slice(0, 16).replace("T", " ");
  throw new UserError("station/pack/older", { made });
}

interface DownContent {
  list: StoredList | undefined;
  tags: Map<number, Uint8Array>;
  operatingKeys: OperatingKey[];
  received: string[];
  states: z.infer<typeof shapes.state>[];
  withdrawals: z.infer<typeof shapes.withdrawal>[];
  releases: (StoredRelease & { unit: string; tags: Map<number, Uint8Array> })[];
  leftOut: LeftOut;
}

function stockContent(pack: Pack): DownContent {
  const operatingKeys = decodeStock(new Uint8Array(Buffer.concat([...pack.chunks()])));
  return { ...noContent(), operatingKeys };
}

function noContent(): DownContent {
  return {
    list: undefined,
    tags: new Map(),
    operatingKeys: [],
    received: [],
    states: [],
    withdrawals: [],
    releases: [],
    leftOut: nothingLeftOut(),
  };
}

function downContent(pack: Pack): DownContent {
  const content = noContent();
  for (const { kind, value } of itemsOf(pack)) {
    if (!Object.hasOwn(shapes, kind)) leaveOut(content.leftOut, "later", kind);
    else if (!takeLine(content, kind as keyof typeof shapes, value)) leaveOut(content.leftOut, "unfit", kind);
  }
  return content;
}

/** False where the line does not hold what its kind holds. */
function takeLine(content: DownContent, kind: keyof typeof shapes, value: unknown): boolean {
  switch (kind) {
    case "list": {
      const { success, data } = shapes.list.safeParse(value);
      if (success) content.list = data;
      return success;
    }
    case "operatingKey": {
      const { success, data } = shapes.operatingKey.safeParse(value);
      if (success) content.operatingKeys.push(data);
      return success;
    }
    case "received": {
      const { success, data } = shapes.received.safeParse(value);
      if (success) content.received.push(data.id);
      return success;
    }
    case "state": {
      const { success, data } = shapes.state.safeParse(value);
      if (success) content.states.push(data);
      return success;
    }
    case "withdrawal": {
      const { success, data } = shapes.withdrawal.safeParse(value);
      if (success) content.withdrawals.push(data);
      return success;
    }
    case "release": {
      const { success, data } = shapes.release.safeParse(value);
      const released = data && readRelease(nodeHash, (bytes) => crc32(bytes), data);
      if (!success || released === undefined) return false;
      const { number, firmwareVersion: firmware } = released;
      if (content.releases.some((other) => other.number === number)) return false;
      content.releases.push({ ...data, number, firmware, tags: new Map() });
      return true;
    }
    case "releaseTag": {
      const { data } = shapes.releaseTag.safeParse(value);
      const release = content.releases.find(({ number }) => number === data?.number);
      release?.tags.set(data!.serial, data!.tag);
      return release !== undefined;
    }
    case "tag": {
      const { success, data } = shapes.tag.safeParse(value);
      if (success) content.tags.set(data.serial, data.tag);
      return success;
    }
  }
}
