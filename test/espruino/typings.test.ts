import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { runScript } from "../../firmware/device/interpreter.js";
import { createFolder, describeEspruino, root } from "./interpreter.js";

/** A value of each interface that the typings declare for the interpreter. */
const EXAMPLES: Record<string, string> = {
  Function: "(function(){})",
  Object: "({})",
  ObjectConstructor: "Object",
  Boolean: "true",
  Number: "(5)",
  String: '"text"',
  StringConstructor: "String",
  RegExp: "/a/",
  ReadonlyArray: "[1]",
  Array: "[1]",
  ArrayConstructor: "Array",
  ArrayBuffer: "new ArrayBuffer(1)",
  TypedArray: "new Uint8Array(1)",
  Uint8Array: "new Uint8Array(1)",
  Uint8ClampedArray: "new Uint8ClampedArray(1)",
  Int8Array: "new Int8Array(1)",
  Uint16Array: "new Uint16Array(1)",
  Int16Array: "new Int16Array(1)",
  Uint32Array: "new Uint32Array(1)",
  Int32Array: "new Int32Array(1)",
  Float64Array: "new Float64Array(1)",
  DataView: "new DataView(new ArrayBuffer(8))",
  Math: "Math",
  Error: 'new Error("x")',
  JSON: "JSON",
  EspruinoPromise: "Promise.resolve(1)",
  EspruinoProcess: "process",
  EspruinoSystem: "E",
  EspruinoUsb: "USB",
  EspruinoFlash: 'require("Flash")',
  EspruinoStorage: 'require("Storage")',
  EspruinoCrypto: 'require("crypto")',
};
/** Shapes of TypeScript's own, constructors without members, what only the chip has (stand-ins bring it), and what the loader sets. */
const WITHOUT_EXAMPLE = [
  ...["IArguments", "CallableFunction", "NewableFunction", "TemplateStringsArray", "SymbolConstructor"],
  ...[
    "IteratorResult",
    "Iterator",
    "Iterable",
    "ArrayLike",
    "ArrayBufferConstructor",
    "TypedArrayConstructor",
  ],
  ...["DataViewConstructor", "ErrorConstructor", "BluetoothReport", "ScanFilter", "EspruinoRadio"],
  ...["GattServer", "GattService", "GattCharacteristic", "GattValue", "EspruinoGlobal"],
];
const NOT_ON_LINUX = ["NRF", "Symbol"];

/** Every declared name as an expression the interpreter must know. */
function declaredExpressions(): string[] {
  const path = join(root, "firmware/typings/espruino.d.ts");
  const file = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.ES2015, true);
  return file.statements.flatMap((statement) => {
    if (ts.isFunctionDeclaration(statement)) return [statement.name!.text];
    if (ts.isVariableStatement(statement)) {
      return statement.declarationList.declarations.map(({ name }) => name.getText());
    }
    if (!ts.isInterfaceDeclaration(statement)) return [];
    const example = EXAMPLES[statement.name.text];
    if (example === undefined) {
      assert.ok(WITHOUT_EXAMPLE.includes(statement.name.text), `no example for ${statement.name.text}`);
      return [];
    }
    return statement.members
      .filter((member) => member.name && ts.isIdentifier(member.name))
      .map((member) => `${example}.${member.name!.getText()}`);
  });
}

describeEspruino("firmware/typings declare what the interpreter has", (interpreter) => {
  it("each of them", async () => {
    const folder = createFolder();
    try {
      const expressions = declaredExpressions().filter((name) => !NOT_ON_LINUX.includes(name));
      assert.ok(expressions.length > 150, `${expressions.length} names`);
      const script = `print(JSON.stringify(${JSON.stringify(expressions)}.filter(function(one){
        return eval("typeof " + one) === "undefined" })))`;
      assert.deepEqual(JSON.parse(await runScript(interpreter, folder.path, script)), []);
    } finally {
      folder.remove();
    }
  });
});
