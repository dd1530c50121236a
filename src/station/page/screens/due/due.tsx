import { problemOf } from "../../../../words/user-error.js";
import { type DueToken, dueForCheck, overdueLoans } from "../../../register/due.js";
import { formatSerial } from "../../../serial-number.js";
import type { StationState } from "../../../server/api.js";
import { formatDay, formatMoment } from "../../../text/local-time.js";
import { client } from "../../client.js";
import { useNumber } from "../../shared/language.js";
import { useMay } from "../../staff/may.js";
import { useText } from "../../text.js";
import { CallIn } from "./call-in.js";
import { useSaid } from "../../shared/said.js";

/** Whom to call in with their tokens. */
export function DueScreen({ station }: { station: StationState }) {
  const text = useText().due;
  const number = useNumber();
  return (
    <CallIn
      due={dueForCheck(station.tokens, station.nowMs, station.checkDays)}
      nowMs={station.nowMs}
      {...{ title: text.title, lead: text.lead(number(station.checkDays)), day: text.last }}
      {...{ noneTitle: text.noneTitle, noneText: text.noneText }}
      dayOf={({ lastCheckMs }) =>
        lastCheckMs === null ? <span class="quiet">{text.never}</span> : formatMoment(lastCheckMs)
      }
    />
  );
}

interface LoansProps {
  station: StationState;
  refresh: () => Promise<void>;
}

/** Who keeps a token longer than was agreed; one that comes back is written down here. */
export function LoansScreen({ station, refresh }: LoansProps) {
  const text = useText().loans;
  const may = useMay();
  const [problem, setProblem] = useSaid();

  async function takeBack({ token: { token } }: DueToken) {
    try {
      await client.takeBack({ token, atMs: null });
      setProblem(undefined);
    } catch (error) {
      setProblem(problemOf(error));
    }
    await refresh();
  }

  return (
    <CallIn
      due={overdueLoans(station.tokens, station.nowMs)}
      nowMs={station.nowMs}
      {...{ title: text.title, lead: text.lead, day: text.dueOn, problem }}
      {...{ noneTitle: text.noneTitle, noneText: text.noneText }}
      dayOf={({ loan }) => formatDay(loan!.dueDay!)}
      action={
        may("register")
          ? (due) => (
              <button
                type="button"
                class="plain"
                aria-label={text.returnedOf(formatSerial(due.token.serial), due.token.holder!.name)}
                onClick={() => void takeBack(due)}
              >
                {text.returned}
              </button>
            )
          : undefined
      }
    />
  );
}
