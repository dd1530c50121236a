import { useEffect, useRef, useState } from "preact/hooks";
import type { OpeningAnswer, Status } from "../api.js";
import { client } from "./client.js";
import { Controls } from "./controls.js";
import { InsidePanel } from "./inside-panel.js";
import { Legend } from "./legend.js";
import { TownMap } from "./map.js";
import { PeopleList } from "./people-list.js";
import { type Stage, createStage } from "./stage.js";
import { catalogues, useText } from "./text.js";
import { PageFrame } from "../../../src/station/page/shared/frame.js";
import { useNumber } from "../../../src/station/page/shared/language.js";

export function App() {
  const [opening, setOpening] = useState<OpeningAnswer>();
  const [isOffline, setOffline] = useState(false);
  useEffect(() => void client.opening().then(setOpening, () => setOffline(true)), []);
  return (
    <PageFrame catalogues={catalogues} head={opening !== undefined && <About opening={opening} />}>
      <WatchPage opening={opening} isOffline={isOffline} setOffline={setOffline} />
    </PageFrame>
  );
}

interface WatchPageProps {
  opening: OpeningAnswer | undefined;
  isOffline: boolean;
  setOffline: (isOffline: boolean) => void;
}

function WatchPage({ opening, isOffline, setOffline }: WatchPageProps) {
  const text = useText();
  return (
    <>
      {isOffline && (
        <p class="alert" role="alert">
          {text.offline}
        </p>
      )}
      {opening === undefined ? (
        !isOffline && <p class="quiet center">{text.loading}</p>
      ) : (
        <Town opening={opening} setOffline={setOffline} />
      )}
    </>
  );
}

function About({ opening }: { opening: OpeningAnswer }) {
  const text = useText();
  const number = useNumber();
  return <p class="about">{text.about(opening.scenario, number(opening.people.length), opening.seed)}</p>;
}

interface TownProps {
  opening: OpeningAnswer;
  setOffline: (isOffline: boolean) => void;
}

function Town({ opening, setOffline }: TownProps) {
  const [stage] = useState(() => createStage(opening));
  const [status, setStatus] = useState<Status>();
  const [selected, setSelected] = useState<number>();
  const redraw = useRef(() => {});

  useEffect(
    () =>
      client.watch((message) => {
        stage.apply(message, performance.now());
        setStatus(message.status);
        redraw.current();
      }, setOffline),
    [],
  );

  const view = stage.view();
  const utcMs = opening.startUtcMs + view.ms;
  return (
    <div class="watch">
      <div class="stage">
        {status !== undefined && <Controls opening={opening} status={status} utcMs={utcMs} />}
        <TownMap
          opening={opening}
          stage={stage}
          selected={selected}
          onSelect={setSelected}
          onReady={(ready) => (redraw.current = ready)}
        >
          <Legend opening={opening} hasLeft={view.devicePlace.some((at) => at >= 0)} />
        </TownMap>
      </div>
      <aside>
        {selected === undefined ? (
          <>
            <Counts stage={stage} />
            <PeopleList opening={opening} onSelect={setSelected} />
          </>
        ) : (
          <InsidePanel
            opening={opening}
            person={selected}
            place={view.place[selected]!}
            isLit={stage.isFlashing(selected, performance.now())}
            onClose={() => setSelected(undefined)}
            onSelect={setSelected}
          />
        )}
      </aside>
    </div>
  );
}

function Counts({ stage }: { stage: Stage }) {
  const text = useText();
  const number = useNumber();
  const { place, links } = stage.view();
  let near = 0;
  for (const link of links.values()) if (link === 3) near++;
  const onTheWay = place.reduce((count, at) => count + Number(at < 0), 0);
  return (
    <ul class="counts">
      <li>
        <strong>{number(onTheWay)}</strong> {text.statOnTheWay}
      </li>
      <li>
        <strong>{number(links.size)}</strong> {text.statLinks}
      </li>
      <li class="strong">
        <strong>{number(near)}</strong> {text.statNear}
      </li>
    </ul>
  );
}
