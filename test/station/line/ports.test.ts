import assert from "node:assert/strict";
import { createTimeline } from "../../../hal/simulated/timeline.js";
import type { LinePort } from "../../../src/station/line/one-token.js";
import { usbPort, watchPorts } from "../../../src/station/line/ports.js";
import { isUserError } from "../../../src/words/user-error.js";
import { timersOf } from "../../sync/bench.js";

const portCalled = (id: string): LinePort => ({
  id,
  path: () => Promise.resolve(id),
  open: () => Promise.reject(new Error("nothing there")),
});

describe("ports of a preparation line", () => {
  it("are told once each time something is plugged in, what is there already first", async () => {
    const timeline = createTimeline();
    const told: string[] = [];
    let here = ["a", "b"];
    const stop = watchPorts(
      ({ id }) => told.push(id),
      timersOf(timeline),
      () => Promise.resolve(here.map(portCalled)),
    );
    const look = async (now: string[]) => {
      here = now;
      for (let turns = 0; turns < 10; turns++) await undefined;
      timeline.runNext();
      for (let turns = 0; turns < 10; turns++) await undefined;
    };
    await look(["a", "b"]);
    assert.deepEqual(told.splice(0), ["a", "b"]);
    await look(["b"]);
    await look(["b", "c"]);
    assert.deepEqual(told.splice(0), ["c"]);
    await look(["a", "b"]);
    assert.deepEqual(told.splice(0), ["a"]);
    stop();
    assert.equal(timeline.runNext(), false);
  });

  it("are the same after a restart under another path, by the number of the USB device", async () => {
    let ports = [
      { path: "/dev/ttyACM0", description: "", device: "E4AA01020304" },
      { path: "/dev/ttyACM1", description: "", device: "E4BB01020304" },
    ];
    const port = usbPort(ports[0]!, () => Promise.resolve(ports));
    assert.deepEqual([port.id, await port.path()], ["E4AA01020304", "/dev/ttyACM0"]);
    ports = [
      { path: "/dev/ttyACM0", description: "", device: "E4BB01020304" },
      { path: "/dev/ttyACM1", description: "", device: "E4AA01020304" },
    ];
    assert.equal(await port.path(), "/dev/ttyACM1");
    // What the interpreter's own build tells of every token.
    const nameless = usbPort({ path: "/dev/ttyACM0", description: "", device: "0" }, () =>
      Promise.resolve([]),
    );
    assert.deepEqual([nameless.id, await nameless.path()], ["/dev/ttyACM0", "/dev/ttyACM0"]);
    ports = [];
    await assert.rejects(port.path(), (error) => isUserError(error, "sync/port-missing"));
  });
});
