import assert from "node:assert/strict";
import { isStrong } from "../../../src/station/command-line/passphrase-strength.js";

describe("a new passphrase", function () {
  this.timeout(180_000);

  const weak = [
    ...["password", "passwordpassword1", "p@ssw0rd p@ssw0rd", "123456789012345", "aaaaaaaaaaaaaaa"],
    ...["qwertyuiopasdfgh", "iloveyou forever 2020", "correct horse", "0912345678 0912345678"],
    // As they stand in lists of stolen ones, and as people lengthen or mark them.
    ...["matkhau123", "anhyeuem", "matkhau123matkhau123", "mật khẩu mật khẩu", "Mật-khẩu_123.2020"],
    ...[
      "anhyeuemnhieulam",
      "Anh yêu em nhiều lắm",
      "emyeuanhnhieulam",
      "tôi yêu Việt Nam",
      "mật khẩu rất dài",
    ],
    ...["trạm y tế xã 2020", "tramytexa2020", "Nguyễn Văn An 1990", "nguyenvanan1990", "khongcogimatkhau"],
  ];
  for (const passphrase of weak)
    it(`is not "${passphrase}"`, async () => assert.equal(await isStrong(passphrase), false));

  const strong = [
    ...["cua bể xanh ngồi hát", "biển trâu gạch muối cọp", "bien trau gach muoi cop", "bientraugachmuoicop"],
    ...["correct horse battery staple", "Xk9#mQ2!vLpw4", "cơm nước gió mưa nắng"],
  ];
  for (const passphrase of strong)
    it(`may be "${passphrase}"`, async () => assert.equal(await isStrong(passphrase), true));

  it("is judged the same, composed or decomposed", async () => {
    for (const passphrase of [weak.at(-3)!, strong[0]!])
      assert.equal(await isStrong(passphrase.normalize("NFD")), await isStrong(passphrase.normalize("NFC")));
  });
});
