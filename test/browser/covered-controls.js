/* Runs in the page. Says of every control whether it can be hit, and of every text whether it can be read. */

const CONTROLS =
  "button, input, select, textarea, a[href], summary, [role=button], [role=option], [tabindex]";

/** The middle and, near the rim, the middles of the four sides: a control covered by half is covered. */
const POINTS = [
  [0.5, 0.5],
  [0.06, 0.5],
  [0.94, 0.5],
  [0.5, 0.1],
  [0.5, 0.9],
];

const nameOf = (element) => {
  const words = (element.getAttribute("aria-label") ?? element.textContent ?? "").trim().slice(0, 30);
  return `<${element.tagName.toLowerCase()} class="${element.getAttribute("class") ?? ""}"> "${words}"`;
};

const shownIn = (place, selector) =>
  [...place.querySelectorAll(selector)].filter((element) =>
    element.checkVisibility({ visibilityProperty: true }),
  );

function problemsOfControl(control) {
  // As the focus does: no farther than needed. What sticks to an edge must not cover what arrives there.
  control.scrollIntoView({ block: "nearest", inline: "nearest" });
  const box = control.getClientRects()[0];
  const parts = [control, ...(control.labels ?? [])];
  const missed = POINTS.map(([across, down]) =>
    document.elementFromPoint(box.left + across * box.width, box.top + down * box.height),
  ).filter((found) => found === null || !parts.some((part) => part.contains(found)));
  const problems = missed.map((found) =>
    found === null
      ? `${nameOf(control)} lies off the screen`
      : `${nameOf(control)} is covered by ${nameOf(found)}`,
  );
  if (
    control.matches("button, a") &&
    control.scrollWidth > control.clientWidth + 1 &&
    control.clientWidth > 0
  )
    problems.push(`${nameOf(control)} is wider than its frame`);
  return problems.slice(0, 1);
}

/** Texts that something cuts off: a box that hides what does not fit and cannot be scrolled. */
function problemsOfBox(box) {
  const { overflowX, overflowY } = getComputedStyle(box);
  const hides = (overflow) => overflow === "hidden" || overflow === "clip";
  const isCut =
    (hides(overflowX) && box.scrollWidth > box.clientWidth + 1) ||
    (hides(overflowY) && box.scrollHeight > box.clientHeight + 1);
  return isCut ? [`${nameOf(box)} hides a part of itself`] : [];
}

globalThis.lookAtControls = (within) => {
  // Beneath a modal dialog nothing can be used, so nothing there is looked at.
  const place = document.querySelector("dialog:modal") ?? document.querySelector(within);
  const controls = shownIn(place, CONTROLS);
  const problems = [
    ...controls.flatMap(problemsOfControl),
    ...shownIn(place, "*:not(svg, svg *)").flatMap(problemsOfBox),
  ];
  const { scrollWidth } = document.documentElement;
  if (scrollWidth > innerWidth)
    problems.push(`the page is ${scrollWidth - innerWidth} px wider than the screen`);
  return { count: controls.length, problems };
};
