/** What the account that is signed in may do: the page shows nothing that the station would refuse. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { type Act, type StaffRole, mayDo } from "../../roles.js";

export const RolesContext = createContext<readonly StaffRole[]>([]);

export function useMay(): (act: Act) => boolean {
  const roles = useContext(RolesContext);
  return (act) => mayDo(roles, act);
}
