/** How the flash of the board that this runs on is shared out. */
import { boards, logFile } from "../flash.config.json";

type Board = {
  readonly storageBase: number;
  readonly pageBytes: number;
  readonly regionPages: number;
  readonly statePages: number;
  readonly digestPages: number;
  readonly listPages: number;
  readonly firmwarePages: number;
  readonly reservedPages: number;
  readonly clockBoundPpm: number;
};

export { logFile };
/** The very bundle for the chip also runs in the interpreter's Linux build. */
export const boardLayout = (boards as Record<string, Board>)[process.env.BOARD]!;
