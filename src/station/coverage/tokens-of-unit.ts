/** Which tokens are a unit's: those whose wearer belongs to it, or to one of those below it. */
import type { Store } from "../store/store.js";
import { UserError } from "../../words/user-error.js";
import { createPlacing } from "./placing.js";
import { scopeOf } from "./scope.js";

/** Serial numbers, in order. `UserError` where the register knows no such unit. */
export async function tokensOfUnit(store: Store, code: string): Promise<number[]> {
  const units = await store.units({ limit: Number.MAX_SAFE_INTEGER });
  const named = units.filter((unit) => unit.code === code || unit.id === code);
  if (named.length !== 1) throw new UserError("station/release/no-unit", { code });
  const inScope = new Set(scopeOf(units, named[0]!.id)!.units.map(({ id }) => id));
  const placing = createPlacing(units);
  const tokens = await store.tokens();
  return tokens
    .filter(({ holder, isPractice }) => {
      const unit = holder === null || isPractice === true ? undefined : placing(holder.unit);
      return unit !== undefined && inScope.has(unit);
    })
    .map(({ serial }) => serial)
    .sort((a, b) => a - b);
}
