/** Whom to warn of a case, in which words, and how long it took. Nobody is told who the F0 is. */
import { formatDay } from "../text/local-time.js";
import { quarantineOf } from "./follow-up.js";
import { type CasePerson, isFollowed } from "./people.js";
import { type Call, type CaseNotes, ROUTES, type Route } from "./work.js";

/** All people who are to be warned: who was not yet first, F1 before F2, the likeliest first. */
export function callList(people: readonly CasePerson[]): CasePerson[] {
  const rank = (one: CasePerson) => (warnedBy(one) === undefined ? 0 : 2) + (one.class === "f1" ? 0 : 1);
  const chance = ({ contact }: CasePerson) => contact?.probability ?? 1;
  return people.filter(isFollowed).sort((a, b) => rank(a) - rank(b) || chance(b) - chance(a));
}

/** The call that reached them first. */
export function warnedBy({ work }: Pick<CasePerson, "work">): Call | undefined {
  return work.calls?.find(({ wasReached }) => wasReached);
}

/** What is said on the telephone and sent as a message; {braces} are filled in. */
export const WORDS = {
  phone: {
    f1: "Xin chào, tôi gọi từ {đơn vị}. Xin cho gặp {tên}. Thẻ Bluezone hoặc lời khai cho biết {tên} có thể đã ở gần một người mắc COVID-19, lần cuối ngày {ngày}. Đây chưa phải kết luận. Xin ở yên tại chỗ, đeo khẩu trang, tránh gặp người khác; cán bộ y tế sẽ đến hướng dẫn cách ly đến hết ngày {hết cách ly} và lấy mẫu xét nghiệm. Có ai trong nhà đang sốt, ho hoặc khó thở không? Cần gì xin gọi {điện thoại}.",
    f2: "Xin chào, tôi gọi từ {đơn vị}. Xin cho gặp {tên}. {tên} đã ở gần một người tiếp xúc gần (F1), lần cuối ngày {ngày}. Đây chưa phải kết luận. Xin ở nhà đến hết ngày {hết cách ly}, đeo khẩu trang, theo dõi thân nhiệt. Có sốt, ho hoặc khó thở xin gọi ngay {điện thoại}.",
  },
  sms: {
    f1: "{đơn vị}: {tên} có thể đã ở gần ca COVID-19 ngày {ngày}. Xin ở yên, đeo khẩu trang, gọi ngay {điện thoại}.",
    f2: "{đơn vị}: {tên} đã ở gần một F1 ngày {ngày}. Xin ở nhà đến hết {hết cách ly}. Sốt, ho: gọi {điện thoại}.",
  },
} as const;

/** What stands where nobody has entered it. */
const OFFICE = "Trạm Y tế";
const NUMBER = "Trạm Y tế";
const NOBODY = "ông/bà";

export function wordsFor(
  means: keyof typeof WORDS,
  person: CasePerson,
  { office, followUp }: Pick<CaseNotes, "office" | "followUp">,
): string {
  const filled: Record<string, string> = {
    "đơn vị": office.name || OFFICE,
    tên: person.name ?? NOBODY,
    ngày: formatDay(person.lastDay),
    "hết cách ly": formatDay(quarantineOf(person, followUp).toDay),
    "điện thoại": office.phone || NUMBER,
  };
  const text = WORDS[means][person.class].replace(
    /\{([^}]+)\}/g,
    (whole, name: string) => filled[name] ?? whole,
  );
  return (text.charAt(0).toUpperCase() + text.slice(1)).normalize("NFC");
}

export interface WarningTimes {
  /** Null: somebody was warned, and nobody entered when the F0 was known. */
  byRoute: { route: Route; warned: number; medianMs: number | null; longestMs: number | null }[];
  waiting: number;
  /** How long the ones who wait have waited. */
  waitingMs: number | null;
}

/** From the F0's diagnosis to the call that reached somebody. */
export function warningTimes(
  people: readonly CasePerson[],
  diagnosedMs: number | null,
  nowMs: number,
): WarningTimes {
  const listed = people.filter(isFollowed);
  const calls = listed.flatMap((one) => warnedBy(one) ?? []);
  const byRoute = ROUTES.map((route) => {
    const times = calls.filter((call) => call.route === route).map(({ atMs }) => atMs - (diagnosedMs ?? 0));
    times.sort((a, b) => a - b);
    const isKnown = diagnosedMs !== null && times.length > 0;
    return {
      route,
      warned: times.length,
      medianMs: isKnown ? times[Math.floor((times.length - 1) / 2)]! : null,
      longestMs: isKnown ? times.at(-1)! : null,
    };
  });
  const waiting = listed.length - calls.length;
  return { byRoute, waiting, waitingMs: waiting > 0 && diagnosedMs !== null ? nowMs - diagnosedMs : null };
}
