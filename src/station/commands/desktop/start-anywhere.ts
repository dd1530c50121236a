/** A station on whichever port is free: whoever clicks on an icon chooses none. */
import { isUserError } from "../../../words/user-error.js";
import {
  type NamedStation,
  type NamedStationOptions,
  startNamedStation,
} from "../../server/key-desk/start-named-station.js";
import type { Told } from "./running.js";

/** First choice: browsers know the station by it. */
const PORT = 8480;
/** How long another program that took the port may need until it answers. */
const ANSWERS_WITHIN_MS = 3_000;
const STEP_MS = 100;

export type AnywhereOptions = Omit<NamedStationOptions, "port">;

/**
 * Of two presses of the icon at once the second finds the port taken: it waits for the first one's answer. Where none
 * comes, something else has the port, and any other does.
 *
 * @param askOther  what the user's other station says
 */
export async function startAnywhere(
  options: AnywhereOptions,
  askOther: () => Promise<Told | undefined>,
): Promise<NamedStation | Told> {
  try {
    return await startNamedStation({ ...options, port: PORT });
  } catch (error) {
    if (!isUserError(error, "station/port-taken")) throw error;
  }
  for (let waitedMs = 0; waitedMs < ANSWERS_WITHIN_MS; waitedMs += STEP_MS) {
    const told = await askOther();
    if (told !== undefined) return told;
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
  return startNamedStation({ ...options, port: 0 });
}
