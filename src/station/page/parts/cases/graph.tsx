import type { Core } from "cytoscape";
import { useEffect, useRef, useState } from "preact/hooks";
import { F0_KEY } from "../../../cases/people.js";
import { localDayOf, formatDay } from "../../../text/local-time.js";
import { drawGraph, markPerson } from "../../cases/draw-graph.js";
import { graphOf } from "../../cases/graph-elements.js";
import { useNumber } from "../../shared/language.js";
import { spanText, useText, nameText } from "../../text.js";
import type { OpenedCase } from "../../cases/use-case.js";

/** Who met whom. The table has the same for those who do not see it. */
export function CaseGraph({ opened: { people, content }, name }: { opened: OpenedCase; name: string }) {
  const text = useText();
  const number = useNumber();
  const box = useRef<HTMLDivElement>(null);
  const core = useRef<Core | undefined>(undefined);
  const [withOthers, setWithOthers] = useState(false);
  const [chosen, setChosen] = useState("");
  const graph = graphOf(people, name, text.notRegistered, withOthers);
  const drawn = JSON.stringify(graph);
  useEffect(() => {
    let isGone = false;
    void drawGraph(box.current!, graph, setChosen).then((made) => {
      if (isGone) made.destroy();
      else {
        core.current = made;
        // For whoever waits for the picture: what is drawn is not in the document.
        if (box.current) box.current.dataset["drawn"] = String(made.nodes().length);
      }
    });
    return () => {
      isGone = true;
      core.current?.destroy();
      core.current = undefined;
    };
  }, [drawn]);

  useEffect(() => {
    if (core.current) markPerson(core.current, chosen);
  }, [chosen]);

  const person = people.find(({ key }) => key === chosen);
  const count = (kind: "f1" | "f2") => number(people.filter((one) => one.class === kind && graph.nodes.some(({ id }) => id === one.key)).length); // prettier-ignore
  return (
    <div class="card">
      <div class="toolbar tight">
        <label class="beside">
          {text.case.graphFind}
          <select value={chosen} onChange={(event) => setChosen(event.currentTarget.value)}>
            <option value="">{text.case.graphChoose}</option>
            {graph.nodes
              .filter(({ id }) => id !== F0_KEY)
              .map(({ id, label }) => (
                <option key={id} value={id}>
                  {label}
                </option>
              ))}
          </select>
        </label>
        <label class="beside">
          <input
            type="checkbox"
            checked={withOthers}
            onChange={(event) => setWithOthers(event.currentTarget.checked)}
          />
          {text.case.graphAll}
        </label>
        <span class="grow" />
        <button type="button" class="plain" onClick={() => core.current?.fit(undefined, 30)}>
          {text.case.fit}
        </button>
      </div>
      <div ref={box} class="graph" role="img" aria-label={text.case.graphLabel(count("f1"), count("f2"))} />
      <p class="legend" aria-live="polite">
        {person ? (
          <span>
            <strong>{nameText(text, person)}</strong>{" "}
            {[
              text.case.classes[person.class],
              person.unit,
              person.phone,
              `${text.case.lastMet} ${formatDay(person.lastDay)}`,
              person.contact &&
                text.case.chance(
                  number(100 * person.contact.probability),
                  spanText(text, person.contact.closeMinutes),
                ),
              text.statuses[person.work.status],
            ]
              .filter(Boolean)
              .join(" · ")}
          </span>
        ) : (
          <span class="quiet">{text.case.graphHint}</span>
        )}
        <span class="quiet">{text.case.graphLines}</span>
        <span class="quiet">{`${formatDay(localDayOf(content.trace.fromMs))} – ${formatDay(localDayOf(content.trace.untilMs))}`}</span>
      </p>
    </div>
  );
}
