/** What page and station say to each other of papers. Types only. */
import type { Paper } from "../../paper/kinds.js";
import type { Issuer } from "../../store/staff/settings.js";

export type { Issuer };
export type PaperKind = Paper | "labels";

/** GET /api/papers: as it was last saved; POST /api/papers saves it. GET /api/papers/:kind?name=&phone=&tokens= is a page to print. */
export type IssuerAnswer = Issuer;
