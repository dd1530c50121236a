/** Which case the page shows, and which part of it: it stands in the address, so that a reload comes back to it. */
export const CASE_PARTS = ["people", "call", "follow", "graph"] as const;
export type CasePart = (typeof CASE_PARTS)[number];

export interface CasePath {
  workId: string;
  part: CasePart;
}

export function casePathOf(hash: string): CasePath | undefined {
  const [, id, part] = hash.replace(/^#/, "").split("/");
  if (!id) return undefined;
  return { workId: decodeURIComponent(id), part: CASE_PARTS.find((one) => one === part) ?? "people" };
}

export function hrefOfCase(workId: string, part: CasePart): string {
  return `#cases/${encodeURIComponent(workId)}/${part}`;
}
