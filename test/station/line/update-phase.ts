/**
 * Another program for the tokens of a batch: staged at the authority, down in a pack, brought at a check, chosen and tried by the loader's own
 * code over simulated slots, while cables are pulled, power goes and the station is killed, also in the trials.
 */
import assert from "node:assert/strict";
import { packDown } from "../../../src/station/packs/down.js";
import { takePack } from "../../../src/station/packs/take-pack.js";
import { updateToken } from "../../../src/station/register/administer-token.js";
import { nextReleaseNumber, stageRelease } from "../../../src/station/register/releases.js";
import { BOOT_FIRST_SLOT, headerAddress, isConfirmed } from "../../../src/token/update/slots.js";
import { isUserError } from "../../../src/words/user-error.js";
import { commune, officer, publicOf } from "../custody-bench.js";
import { SLOTS_CONFIG, releaseOf } from "../../token/update/slots-bench.js";
import { comeToStation, readAll } from "./check-phase.js";
import { type Board, VERSION } from "./hub.js";
import { type Counted, type Phase, HOUR_MS, TROUBLED_ROUNDS, troubleOf } from "./many-tokens.js";

const NEXT = "2.1.0";
/** Five pages of a slot, and two pieces of the root. */
const CODE_BYTES = 5000;
/** Until two slots were whole: a program has proven itself by then. */
const TRIAL_MS = HOUR_MS / 2 + 60_000;
const REASON = "bản mới cho thẻ của xã";

export const update =
  (counted: Counted): Phase =>
  async (batch) => {
    const { hub, random, authority, village, serials, folder } = batch;
    const boards = [...serials.keys()];
    const before = new Map(boards.map((board) => [board, recordsOf(board)]));
    const startsBefore = new Map(boards.map((board) => [board, board.starts.length]));
    const newRelease = async () => {
      const what = { number: await nextReleaseNumber(authority, hub.utcNowMs()), firmware: NEXT };
      return { what, release: releaseOf({ firmwareVersion: NEXT }, what, CODE_BYTES) };
    };
    const by = { store: authority, officer, reason: REASON, utcNowMs: hub.utcNowMs };

    const { what, release } = await newRelease();
    await stageRelease(by, release, what, "", [...serials.values()]);
    const path = folder.path(`release-${what.number}.bzpack`);
    const order = { officer, reason: REASON, unit: commune, tokens: new Set(serials.values()) };
    await packDown(authority, path, { ...order, hasStock: false, fewestSlots: 1, nowMs: hub.utcNowMs() });
    await takePack(village, path, commune, [publicOf(officer)], hub.utcNowMs());

    /** Not kept, twice: the station sends them to an officer. */
    const forOfficer = new Set<Board>();
    async function between(round: number): Promise<void> {
      for (const board of forOfficer) {
        const again = await newRelease();
        await board.open().then((line) =>
          hub
            .settle(updateToken({ ...by, line, timers: hub.timers }, again.release, again.what, () => {}))
            .then(() => counted.byOfficer++)
            .catch((error: unknown) => {
              // What was to go wrong with it goes wrong there as well.
              if (!isUserError(error)) throw error;
            }),
        );
      }
      forOfficer.clear();
      for (const board of boards)
        if (round <= TROUBLED_ROUNDS && random.below(3) === 0)
          board.expect({ kind: "power", after: random.below(TRIAL_MS) });
      hub.live(TRIAL_MS);
    }
    const trouble = troubleOf(random);
    await comeToStation(batch, { trouble, isCheckOnly: true, between }, (board, { warnings, firmware }) => {
      for (const one of warnings) {
        if (one.code !== "not-updated") continue;
        if (one.why.code === "station/release/not-kept") forOfficer.add(board);
        else if (one.why.code === "station/release/cut") counted.cutShort++;
      }
      return firmware === NEXT && isKept(board);
    });

    await readAll(batch, { mishap: () => undefined, kill: () => undefined });
    for (const board of boards) {
      const after = recordsOf(board);
      for (const [place, record] of before.get(board)!)
        assert.equal(after.get(place), record, `${board.id}: record ${place}`);
      const starts = board.starts.slice(startsBefore.get(board)!);
      const trials = starts.filter(({ isTrial }) => isTrial).length;
      counted.trials += trials;
      counted.wentBack += trials - 1;
      assert.ok(trials >= 1);
      for (const { program } of starts) assert.ok([VERSION, NEXT].includes(program.firmwareVersion));
      assert.equal(starts.at(-1)!.program.firmwareVersion, NEXT);
    }
    const told = await village.tokens();
    for (const serial of serials.values())
      assert.equal(told.find((token) => token.serial === serial)!.firmware, NEXT);
  };

/** The program that runs has proven itself, by the mark in its slot. */
function isKept({ bench, starts }: Board): boolean {
  const { boot } = starts.at(-1)!;
  const { flash } = bench.hal;
  return boot >= BOOT_FIRST_SLOT && isConfirmed(flash.read(headerAddress(flash, SLOTS_CONFIG, boot), 128));
}

/** What lies in the log, by its place. */
function recordsOf({ bench }: Board): Map<string, string> {
  const found = new Map<string, string>();
  for (const { pageSequence, position, slots, records } of bench.pages())
    for (let n = 0; n < slots; n++) {
      const bytes = Buffer.from(records.subarray(n * 32, n * 32 + 32));
      found.set(`${pageSequence} ${position + n}`, bytes.toString("hex"));
    }
  assert.ok(found.size > 0);
  return found;
}
