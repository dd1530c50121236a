/** The register: people, their lists, units and places, and what becomes of tokens. */
export const register = {
  "register/person/missing": "this person is no longer in the register: load the page again",
};
