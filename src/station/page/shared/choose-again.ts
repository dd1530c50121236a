import type { TargetedEvent } from "preact";

/**
 * As a file is asked for: forgets the one before. Of a file that is chosen again the browser tells nothing, though it may have
 * been put right meanwhile.
 */
export function forgetChosen(event: TargetedEvent<HTMLInputElement>): void {
  event.currentTarget.value = "";
}
