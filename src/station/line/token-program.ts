/** The token's program, from whoever has it: the station knows no firmware. */
export interface TokenProgram {
  /** As a token that runs it tells it. */
  readonly version: string;
  /**
   * Puts it on the board at a serial port, checks it and starts it; a log that is there stays. Done again after a cut, it begins anew.
   * Fails with `UserError`: no console at the port, no such board, a flash with other files.
   *
   * @param path  of the port
   */
  put(path: string): Promise<void>;
}
