import { useState } from "preact/hooks";
import type { Reading, SourceInfo, StationState } from "../../../server/api.js";
import { Empty } from "../../parts/empty.js";
import { SignIn } from "../../parts/sign-in.js";
import { SearchField } from "../../shared/search-field.js";
import { matches } from "../../shared/search.js";
import { useText } from "../../text.js";
import { Drawer } from "./drawer.js";
import { TokenCard, nameOf } from "./token-card.js";
import { isOver, useReadings } from "./use-readings.js";

/** So many plugged-in tokens are found with the eye; more need a filter. */
const FILTER_FROM = 8;

/** Every token that is plugged in, each with its own reading; those that are gone stay with what they came to. */
export function ReadingScreen({ station, refresh }: { station: StationState; refresh: () => Promise<void> }) {
  const text = useText();
  const [query, setQuery] = useState("");
  const { sources, readings, problem, start, act } = useReadings(() => void refresh());

  const readingOf = (source: SourceInfo) => readings.find((reading) => reading.source.id === source.id);
  const plugged = (sources ?? []).filter(({ isPlugged }) => isPlugged);
  const gone = readings
    .filter((reading) => !plugged.some(({ id }) => id === reading.source.id))
    .map(({ source }) => ({ ...source, isPlugged: false }));
  const shown = [...plugged, ...gone].filter((source) =>
    matches(nameOf(source, readingOf(source), station), query),
  );
  const startable = shown.filter((source) => source.isPlugged && isIdle(readingOf(source)));
  const done = readings.filter(isOver).length;
  return (
    <section class="listing">
      <div class="listing-head">
        <h1>{text.readTitle}</h1>
        <p class="lead">{text.readLead}</p>
      </div>
      {problem && (
        <p class="alert" role="alert">
          {problem}
        </p>
      )}
      <SignIn station={station} refresh={refresh} />
      <div class="card">
        <div class="toolbar">
          <h2>
            {text.plugged} <span class="count">{sources && plugged.length}</span>
          </h2>
          {plugged.length + gone.length >= FILTER_FROM && (
            <SearchField label={text.pluggedFilter} query={query} onQuery={setQuery} />
          )}
          <span class="count" role="status">
            {readings.length > 1 && text.overall(done, readings.length)}
          </span>
          {startable.length > 1 && (
            <button type="button" class="plain" onClick={() => void start(startable)}>
              {text.readAll(startable.length)}
            </button>
          )}
        </div>
        {sources !== undefined && plugged.length + gone.length === 0 ? (
          <Empty title={text.noSourcesTitle}>{text.noSourcesText}</Empty>
        ) : (
          <ul class="readings">
            {shown.map((source) => (
              <TokenCard
                key={source.id}
                source={source}
                reading={readingOf(source)}
                station={station}
                start={(isDateRight) => void start([source], isDateRight)}
                act={(what) => void act(source.id, what)}
              />
            ))}
          </ul>
        )}
      </div>
      <Drawer
        sources={(sources ?? []).filter(({ hasHands, isPlugged }) => hasHands && !isPlugged)}
        plug={(id) => void act(id, "plug")}
      />
    </section>
  );
}

function isIdle(reading: Reading | undefined): boolean {
  return reading === undefined || isOver(reading);
}
