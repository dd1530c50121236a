import { useContext, useState } from "preact/hooks";
import { problemOf } from "../../../../../words/user-error.js";
import type { CaseMentionsInput } from "../../../../server/api.js";
import type { OpenedCase } from "../../../cases/use-case.js";
import { client } from "../../../client.js";
import { LanguageContext } from "../../../shared/language.js";
import { useSaid } from "../../../shared/said.js";
import { useText } from "../../../text.js";
import { Dialog } from "../../dialog.js";
import { type AnyMention, MentionList, chosenOf, sureOf } from "../../mention-list.js";

/** Somebody who took their consent back is looked for in what was noted about others. */
export function StrikeDialog({ opened, onClose }: { opened: OpenedCase; onClose: () => void }) {
  const text = useText().mentions;
  const language = useContext(LanguageContext);
  const [problem, setProblem] = useSaid();
  const [found, setFound] = useState<{ who: CaseMentionsInput; mentions: AnyMention[] }>();
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());

  async function find(fields: FormData) {
    const [name, phone] = [String(fields.get("name")).trim(), String(fields.get("phone")).trim()];
    if (name === "" && phone === "") return setProblem(({ text }) => text.mentions.nothingTyped);
    const who = { workId: opened.workId, name, phone: phone || null };
    const mentions = await client.caseMentions(who);
    setProblem(undefined);
    setFound({ who, mentions });
    setTicked(sureOf(mentions));
  }

  async function strike({ who, mentions }: { who: CaseMentionsInput; mentions: AnyMention[] }) {
    const chosen = chosenOf(mentions, ticked);
    if (chosen.length === 0) return setProblem(({ text }) => text.mentions.nothingTicked);
    opened.replace(await client.strikeCase({ ...who, chosen, language }));
    onClose();
  }

  const isFound = found !== undefined && found.mentions.length > 0;
  async function save(fields: FormData) {
    try {
      await (isFound ? strike(found) : find(fields));
    } catch (error) {
      setProblem(problemOf(error));
      setFound(undefined);
    }
  }

  return (
    <Dialog
      title={text.caseTitle}
      problem={problem}
      saveLabel={isFound ? text.strike : text.find}
      isBroad
      onSave={(fields) => void save(fields)}
      onClose={onClose}
    >
      <p class="quiet">{text.caseLead}</p>
      {/* Whoever types another name looks again. */}
      <div class="pair" onInput={() => setFound(undefined)}>
        <label>
          {text.name}
          <input name="name" autocomplete="off" maxLength={200} />
        </label>
        <label>
          {text.phone}
          <input name="phone" autocomplete="off" inputMode="tel" maxLength={40} />
        </label>
      </div>
      {found && (
        <div role="status">
          <MentionList mentions={found.mentions} ticked={ticked} onTick={setTicked} />
        </div>
      )}
    </Dialog>
  );
}
