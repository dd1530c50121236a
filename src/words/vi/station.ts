import type { station as en } from "../en/station.js";

export const station: Record<keyof typeof en, string> = {
  "program/fault": "Chương trình gặp lỗi: {why}. Hãy báo người phụ trách máy tính.",
};
