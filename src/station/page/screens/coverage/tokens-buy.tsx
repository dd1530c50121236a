import { useEffect, useState } from "preact/hooks";
import { problemOf } from "../../../../words/user-error.js";
import type { Buys, BuysAnswer, GivenTo } from "../../../server/coverage/buys-api.js";
import { client } from "../../client.js";
import { useNumber } from "../../shared/language.js";
import { useText } from "../../text.js";
import { useSaid } from "../../shared/said.js";

const POLL_MS = 1_000;
/** Less than the mean of so few runs can tell apart. */
const SAME = 0.0005;

interface Props {
  population: number | undefined;
  covered: number;
}

/** What the next hundred tokens bring the unit that is shown, and to whom to give them first. */
export function TokensBuy({ population, covered }: Props) {
  const text = useText().coverage.buys;
  const number = useNumber();
  const [isAsked, setAsked] = useState(false);
  const [answer, setAnswer] = useState<BuysAnswer>();
  const [problem, setProblem] = useSaid();

  useEffect(() => {
    setAnswer(undefined);
    setProblem(undefined);
    if (!isAsked || population === undefined) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const look = () =>
      client.tokensBuy(population, covered).then(
        (told) => {
          if (isOver) return;
          setAnswer(told);
          if (told.state === "running") timer = setTimeout(() => void look(), POLL_MS);
        },
        (error: unknown) => !isOver && setProblem(problemOf(error)),
      );
    void look();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [isAsked, population, covered]);

  if (population === undefined || population < 2 || covered >= population) return null;
  return (
    <section class="card coverage-buys" aria-labelledby="tokens-buy">
      <h2 id="tokens-buy">{text.title}</h2>
      {!isAsked && (
        <button type="button" class="plain" onClick={() => setAsked(true)}>
          {text.ask}
        </button>
      )}
      <p role="status" class="quiet">
        {isAsked && answer?.state !== "done" && !problem && (
          <>
            {text.asking(
              `${number(Math.round(100 * (answer?.state === "running" ? answer.share : 0)))} %`,
            )}{" "}
          </>
        )}
      </p>
      {problem && <p role="alert">{problem}</p>}
      {answer?.state === "done" && <Bought buys={answer.buys} />}
    </section>
  );
}

function Bought({ buys: { people, contacts, steps } }: { buys: Buys }) {
  const text = useText().coverage.buys;
  const number = useNumber();
  const of100 = (share: number) => number(100 * share, 2);
  const [today, next] = [steps[0]!, steps[1]!];
  const given = (Object.keys(text.given) as GivenTo[]).filter((one) => today.found[one] !== null);
  const gainOf = (one: GivenTo) => next.found[one]! - today.found[one]!;
  const best = given.reduce((most, one) => (gainOf(one) > gainOf(most) ? one : most));
  const isSame = gainOf(best) - gainOf("anyone") < SAME;
  const [tokens, gain] = [number(next.tokens), of100(gainOf(best))];
  return (
    <>
      <p>
        {text.now(of100(today.found.anyone!))}{" "}
        <strong>
          {isSame ? text.equal(tokens, gain) : text.next(tokens, gain, text.given[best].toLowerCase())}
        </strong>
      </p>
      <Chart steps={steps} given={given} />
      <div class="wide" tabIndex={0} role="region" aria-label={text.caption}>
        <table>
          <caption class="visually-hidden">{text.caption}</caption>
          <thead>
            <tr>
              <th scope="col">{text.tokens}</th>
              {given.map((one) => (
                <th key={one} scope="col" class={`buys-${one}`}>
                  {text.given[one]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {steps.map(({ tokens: more, found }) => (
              <tr key={more}>
                <th scope="row">+{number(more)}</th>
                {given.map((one) => (
                  <td key={one}>{of100(found[one]!)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="quiet">{text.how(number(people), number(contacts))}</p>
    </>
  );
}

const [WIDTH, HEIGHT] = [600, 220];

/** The table as lines; their colours and dashes are those of its heads. */
function Chart({ steps, given }: { steps: Buys["steps"]; given: readonly GivenTo[] }) {
  const text = useText().coverage.buys;
  const most = steps.at(-1)!.tokens;
  const pointOf = (tokens: number, found: number) =>
    `${((WIDTH * tokens) / most).toFixed(1)},${(HEIGHT * (1 - found)).toFixed(1)}`;
  return (
    <svg class="buys-chart" viewBox={`-4 -4 ${WIDTH + 8} ${HEIGHT + 8}`} role="img" aria-label={text.caption}>
      <path class="buys-axes" d={`M0 0V${HEIGHT}H${WIDTH}`} />
      {given.map((one) => (
        <polyline
          key={one}
          class={`buys-${one}`}
          points={steps.map(({ tokens, found }) => pointOf(tokens, found[one]!)).join(" ")}
        />
      ))}
    </svg>
  );
}
