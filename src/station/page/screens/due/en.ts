import type { due as viDue, loans as viLoans } from "./vi.js";

export const due: typeof viDue = {
  title: "Tokens due for a check",
  lead: (days) => `Not plugged in for ${days} days or more. Their warnings, time and battery depend on it.`,
  count: (count) => `${count} ${count === "1" ? "token" : "tokens"}`,
  days: "Days",
  last: "Last check",
  never: "never",
  noPhone: "no number",
  noneTitle: "No token is due",
  noneText: "Every token in people's hands was checked lately.",
  stat: "tokens due for a check",
};

export const loans: typeof viLoans = {
  title: "Loans overdue",
  lead: "The day agreed has passed. Call whoever has the token; once it is back, press “Returned”.",
  dueOn: "Due back",
  returned: "Returned",
  returnedOf: (serial, name) => `Returned: token ${serial} of ${name}`,
  until: (day) => (day === null ? "lent" : `lent until ${day}`),
  noneTitle: "No loan is overdue",
  noneText: "A token that is lent until a certain day stands here once that day has passed.",
  stat: "loans overdue",
};
