/** A browser's session with a station: what tests need that are about something else. */
import type { Station } from "../../src/station/server/start-station.js";

/** Opens a new address as a browser does; returns the cookie that it keeps. */
export async function openSession(station: Pick<Station, "newUrl">): Promise<string> {
  const answer = await fetch(station.newUrl(), { redirect: "manual" });
  const [cookie] = answer.headers.getSetCookie();
  if (cookie === undefined) throw new Error(`no session: ${answer.status}`);
  return cookie.split(";")[0]!;
}
