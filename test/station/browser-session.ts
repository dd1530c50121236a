/** A browser's session with a station: what tests need that are about something else. */
import type { SessionAnswer } from "../../src/station/server/staff/staff-api.js";
import type { Station } from "../../src/station/server/start-station.js";

export const PIN = "mưa rào 7";
export const STAFF_NAME = "Nhân Viên Mẫu";

/** Opens a new address as a browser does; returns the cookie that it keeps. Nobody is signed in. */
export async function openAddress(station: Pick<Station, "newUrl">): Promise<string> {
  return cookieOf(await fetch(station.newUrl(), { redirect: "manual" }));
}

/** The same, signed in with an account that may do everything. */
export async function openSession(station: Pick<Station, "newUrl" | "url">): Promise<string> {
  const cookie = await openAddress(station);
  const { accounts } = (await (await ask(station, cookie, "/api/session")).json()) as SessionAnswer;
  const known = accounts.find(({ name }) => name === STAFF_NAME);
  return cookieOf(
    known === undefined
      ? await ask(station, cookie, "/api/session/first", { name: STAFF_NAME, pin: PIN })
      : await ask(station, cookie, "/api/session/sign-in", { id: known.id, pin: PIN }),
  );
}

/** As the page asks. */
export function ask(
  { url }: Pick<Station, "url">,
  cookie: string,
  path: string,
  body?: unknown,
): Promise<Response> {
  const headers = { cookie, origin: new URL(url).origin, "content-type": "application/json" };
  return fetch(new URL(path, url), {
    headers,
    ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
  });
}

export function cookieOf(answer: Response): string {
  const [cookie] = answer.headers.getSetCookie();
  if (cookie === undefined) throw new Error(`no session: ${answer.status}`);
  return cookie.split(";")[0]!;
}
