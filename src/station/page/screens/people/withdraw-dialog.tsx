import { useContext, useEffect, useState } from "preact/hooks";
import { isUserError, problemOf } from "../../../../words/user-error.js";
import type { MentionsAnswer, WithdrawAnswer } from "../../../server/staff/staff-api.js";
import type { ListedPerson } from "../../../store/types.js";
import { client } from "../../client.js";
import { Dialog } from "../../parts/dialog.js";
import { MentionList, chosenOf, sureOf } from "../../parts/mention-list.js";
import { LanguageContext, useNumber } from "../../shared/language.js";
import { useText } from "../../text.js";
import { useSaid } from "../../shared/said.js";

interface Props {
  person: ListedPerson;
  onDone: (answer: WithdrawAnswer) => void;
  onClose: () => void;
}

/** Shows what else names a person, and asks once more before everything of them is deleted. */
export function WithdrawDialog({ person, onDone, onClose }: Props) {
  const { staff: text, mentions: words } = useText();
  const number = useNumber();
  const language = useContext(LanguageContext);
  const [problem, setProblem] = useSaid();
  const [found, setFound] = useState<MentionsAnswer>();
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());

  async function look() {
    try {
      const answer = await client.mentions(person.id);
      setFound(answer);
      setTicked(sureOf(answer.mentions));
    } catch (error) {
      setProblem(problemOf(error));
    }
  }
  useEffect(() => void look(), [person.id]);

  async function withdraw() {
    if (found === undefined) return setProblem(({ text }) => text.mentions.notYet);
    try {
      const chosen = chosenOf(found.mentions, ticked);
      onDone(await client.withdraw({ id: person.id, chosen, language }));
    } catch (error) {
      setProblem(problemOf(error));
      if (isUserError(error, "register/mention/changed")) await look();
    }
  }

  return (
    <Dialog
      title={text.withdrawTitle(person.name)}
      problem={problem}
      saveLabel={text.withdraw}
      isBroad
      onSave={() => void withdraw()}
      onClose={onClose}
    >
      <p>{text.withdrawText}</p>
      {found === undefined ? (
        <p class="quiet" role="status">
          {words.searching}
        </p>
      ) : (
        <>
          <MentionList mentions={found.mentions} ticked={ticked} onTick={setTicked} />
          {found.ledger.length > 0 && (
            <p class="notice">{words.ledger(found.ledger.map((row) => number(row.number)).join(", "))}</p>
          )}
          {found.lockedCases > 0 && <p class="notice">{words.locked(number(found.lockedCases))}</p>}
        </>
      )}
    </Dialog>
  );
}
