import { useContext } from "preact/hooks";
import { formatChange, formatCount, formatShare } from "../../../coverage/report/numbers.js";
import { LanguageContext } from "../../shared/language.js";

/** Numbers as the reports have them. */
export function useFormats() {
  const language = useContext(LanguageContext);
  return {
    language,
    count: (value: number | undefined) => formatCount(value, language),
    share: (value: number | undefined) => formatShare(value, language),
    change: (now: number | undefined, was: number | undefined) => formatChange(now, was, language),
  };
}
