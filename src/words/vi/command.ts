import type { command as en } from "../en/command.js";

export const command: Record<keyof typeof en, string> = {
  "command/seeds": "--seeds {seeds}: hãy chọn từ 1 đến {most} lần chạy",
};
