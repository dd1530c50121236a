/** Put in when the program is bundled (build/build.ts). */
declare const BUILT_MS: number | undefined;

/** When this program was made, UTC: no earlier date is right. 0 where it runs from its sources. */
export const builtMs = typeof BUILT_MS === "undefined" ? 0 : BUILT_MS;
