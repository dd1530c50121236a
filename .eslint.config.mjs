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
    // The interpreter's own modules come by `require`, and its typings describe what is there, not what we would wish.
    files: [
      "hal/espruino/**/*.ts",
      "firmware/device/stand-ins/*.ts",
      "firmware/loader.ts",
      "firmware/typings/*.ts",
      "test/espruino/*.js",
    ],
    rules: {
      "@typescript-eslint/no-require-imports": "off",
      "@typescript-eslint/no-empty-object-type": "off",
      "@typescript-eslint/no-explicit-any": "off",
    },
  },
  {
    // Names and what devices say reach a terminal through command-line/print.ts only, which makes them harmless.
    files: ["src/bztoken.ts", "{src/station,sim,firmware}/commands/**/*.ts"],
    rules: {
      "no-console": "error",
      "no-restricted-syntax": [
        "error",
        "MemberExpression[property.name='write'][object.property.name=/^std(out|err)$/]",
      ],
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
