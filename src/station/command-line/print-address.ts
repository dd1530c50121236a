import { print } from "./print.js";

/** Prints the address of a page that opens once, and a new one whenever somebody at the program's window presses Enter. */
export function printAddress(newUrl: () => string): void {
  const show = () => print(`Máy đọc thẻ / staff page: ${newUrl()}`);
  show();
  print("Địa chỉ dùng một lần, trong 10 phút. Nhấn Enter để có địa chỉ mới.");
  print("The address works once, within 10 minutes. Press Enter for a new one.");
  process.stdin.on("data", show);
  // The window was closed: the program is ended in another way.
  process.stdin.on("error", () => {});
}
