/** What a token does for an operator only after its wearer has pressed the button. */
import type { Commands } from "./commands.js";
import type { Exchange } from "./exchange.js";
import { isUserError } from "../../words/user-error.js";

/** How often we ask again, and how long: together a minute. Each time the token's light asks anew. */
const PAUSE_MS = 1000;
const TRIES = 60;

/**
 * Asks again until the wearer has pressed, or a minute is over.
 *
 * @param onRefused  whenever the token wants a press; `isFirst` the first time
 */
export async function withConsent<T>(
  commands: Commands,
  exchange: Exchange<T>,
  onRefused: (isFirst: boolean) => void,
): Promise<T> {
  for (let triesLeft = TRIES; ; triesLeft--) {
    try {
      return await commands.run(exchange);
    } catch (error) {
      if (!isUserError(error, "sync/no-consent") || triesLeft === 0) throw error;
      onRefused(triesLeft === TRIES);
      await commands.pause(PAUSE_MS);
    }
  }
}
