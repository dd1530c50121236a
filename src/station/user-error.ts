/** An error of the person at the keyboard: one clear line that says what was wrong and what to do. */
export class UserError extends Error {
  override readonly name = "UserError";
}
