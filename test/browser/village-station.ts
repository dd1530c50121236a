/** The station with a small simulated village plugged in: real token code, simulated hardware. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseScenario, scenarioNamed } from "../../sim/scenarios/scenario.js";
import { createVillage } from "../../sim/run/village.js";
import { formatSerial } from "../../src/station/serial-number.js";
import { startStation } from "../../src/station/server/start-station.js";
import { openStore } from "../../src/station/store/store.js";

const HOUR_MS = 3_600_000;

/** @param aheadMs  by so much the station's computer is ahead of the village's tokens */
export async function startVillageStation({
  people,
  hours,
  aheadMs = 0,
}: {
  people: number;
  hours: number;
  aheadMs?: number;
}) {
  const village = createVillage(parseScenario({ ...scenarioNamed("village"), people }), 1);
  village.runUntil(hours * HOUR_MS);
  const folder = mkdtempSync(join(tmpdir(), "bz-village-"));
  const store = await openStore(join(folder, "village.sqlite"));
  const wearers = village.wearers();
  for (const { serial, name, household } of wearers) {
    await store.issueToken(
      await store.tokenOf(serial),
      { name, unit: `Hộ ${household + 1}`, phone: null },
      0,
    );
  }
  const station = await startStation({
    store,
    port: 0,
    hasSerialPorts: false,
    utcNowMs: () => village.utcMs() + aheadMs,
    sources: wearers.map(({ index, serial, name }) => ({
      id: `simulated-${index}`,
      label: `${formatSerial(serial)} · ${name}`,
      open: () => Promise.resolve(village.plug(index)),
    })),
  });
  return {
    url: station.url,
    newUrl: station.newUrl,
    village,
    wearers,
    store,
    async close() {
      await station.close();
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}
