import tseslint from "typescript-eslint";
import prettier from "eslint-config-prettier";

/** Folders whose every effect is a parameter. */
const PURE = ["src/{bluezone,contacts,log,custody,sync,token}/**/*.ts"];

const EFFECTS = [
  "Date",
  "console",
  "process",
  "Buffer",
  "setTimeout",
  "setInterval",
  "setImmediate",
  "clearTimeout",
  "clearInterval",
  "queueMicrotask",
  "performance",
  "crypto",
  "fetch",
  "window",
  "document",
  "globalThis",
  "NRF",
  "E",
  "USB",
];

export default tseslint.config(
  { ignores: [".build/", "coverage/", "node_modules/"] },
  ...tseslint.configs.recommended,
  prettier,
  {
    rules: {
      eqeqeq: "error",
      "no-var": "error",
      "prefer-const": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-non-null-assertion": "off",
    },
  },
  {
    files: PURE,
    rules: {
      "no-restricted-globals": ["error", ...EFFECTS],
      "no-restricted-properties": ["error", { object: "Math", property: "random" }],
    },
  },
);
