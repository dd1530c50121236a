import assert from "node:assert/strict";
import { smsLength, withoutMarks } from "../../../src/station/text/sms.js";

describe("length of a short message", () => {
  const of = (text: string) => {
    const { alphabet, characters, segments } = smsLength(text);
    return [alphabet, characters, segments];
  };

  it("is 160 in the telephones' own alphabet, and 153 a piece", () => {
    assert.deepEqual(of(""), ["gsm", 0, 0]);
    assert.deepEqual(of("a".repeat(160)), ["gsm", 160, 1]);
    assert.deepEqual(of("a".repeat(161)), ["gsm", 161, 2]);
    assert.deepEqual(of("a".repeat(306)), ["gsm", 306, 2]);
    assert.deepEqual(of("a".repeat(307)), ["gsm", 307, 3]);
    // Of these letters the alphabet has itself.
    assert.deepEqual(of("àèéìòù@£Ñ"), ["gsm", 9, 1]);
  });

  it("counts a euro and a bracket twice, and tears none apart", () => {
    assert.deepEqual(of("€".repeat(80)), ["gsm", 160, 1]);
    assert.deepEqual(of("€".repeat(81)), ["gsm", 162, 2]);
    // 152 + 2 do not fit into 153: the euro goes over.
    assert.deepEqual(of("a".repeat(152) + "€" + "a".repeat(152)), ["gsm", 306, 3]);
  });

  it("is 70 with one Vietnamese letter, and 67 a piece", () => {
    assert.deepEqual(of("ạ" + "a".repeat(69)), ["unicode", 70, 1]);
    assert.deepEqual(of("ạ" + "a".repeat(70)), ["unicode", 71, 2]);
    assert.deepEqual(of("ạ".repeat(134)), ["unicode", 134, 2]);
    assert.deepEqual(of("ạ".repeat(135)), ["unicode", 135, 3]);
    assert.deepEqual(of("á")[0], "unicode");
    // Two units of UTF-16 each.
    assert.deepEqual(of("😷".repeat(36)), ["unicode", 72, 2]);
  });

  it("is shorter without marks", () => {
    assert.equal(withoutMarks("Đã ở gần, Ðức"), "Da o gan, Duc");
    assert.equal(smsLength(withoutMarks("Ở nhà đến hết 09/03")).alphabet, "gsm");
  });
});
