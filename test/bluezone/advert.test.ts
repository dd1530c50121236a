import assert from "node:assert/strict";
import fc from "fast-check";
import { encodeAdvert, parseAdvert, wakeBeacon } from "../../src/bluezone/advert.js";
import { ID_BYTES } from "../../src/bluezone/ids.js";

const EXAMPLE = "0201020FFFB522130CEA6472130C185D8643DF0303564E";
const EXAMPLE_ID = "130CEA6472130C185D8643DF";

function parseHex(advert: string): string {
  return Buffer.from(parseAdvert(Buffer.from(advert, "hex").toString("latin1")), "latin1")
    .toString("hex")
    .toUpperCase();
}

function parseBytes(advert: readonly number[]): number[] {
  return [...Buffer.from(parseAdvert(Buffer.from(advert).toString("latin1")), "latin1")];
}

type Structure = readonly number[];

/** Written apart from the product's: first all structures, then what they say. Empty where there is no ID. */
function parseNaively(advert: readonly number[]): number[] {
  const structures: Structure[] = [];
  let rest = advert;
  while (rest.length > 0 && rest[0] !== 0 && rest.length > rest[0]!) {
    structures.push(rest.slice(1, 1 + rest[0]!));
    rest = rest.slice(1 + rest[0]!);
  }
  const uuids = structures
    .filter(([type]) => type === 0x02 || type === 0x03)
    .flatMap(([, ...list]) => list.map((low, i) => (i % 2 === 0 ? low + 256 * (list[i + 1] ?? NaN) : NaN)));
  const companyData = structures
    .filter((structure) => structure[0] === 0xff && structure[1] === 0xb5 && structure[2] === 0x22)
    .map((structure) => structure.slice(3));
  const last = companyData.at(-1) ?? [];
  return uuids.includes(0x4e56) && last.length === ID_BYTES ? last : [];
}

const byte = fc.integer({ min: 0, max: 255 });
const idBytes = fc.array(byte, { minLength: ID_BYTES, maxLength: ID_BYTES });
const structureOf = (content: Structure): number[] => [content.length, ...content];
const withId = (id: Structure): number[] => structureOf([0xff, 0xb5, 0x22, ...id]);
const SERVICE = structureOf([0x03, 0x56, 0x4e]);

/** Structures that neither add nor hide an ID or a service. */
const bystander = fc.oneof(
  fc.constant([0x02, 0x01, 0x06]),
  fc.array(byte, { maxLength: 8 }).map((name) => structureOf([0x09, ...name])),
  fc.array(byte, { maxLength: 8 }).map((data) => structureOf([0xff, 0x4c, 0x00, ...data])),
  fc.constant(structureOf([0x03, 0x0d, 0x18])),
);

/** Structures near to the right ones, right ones among them. */
const suspect = fc.oneof(
  bystander,
  idBytes.map(withId),
  fc.array(byte, { minLength: 9, maxLength: 15 }).map(withId),
  fc.constantFrom([0x01, 0xff], [0x02, 0xff, 0xb5], [0x03, 0xff, 0xb5, 0x22], [0x00]),
  fc
    .tuple(fc.constantFrom(0x02, 0x03, 0x04, 0x07, 0x16), fc.array(fc.constantFrom(0x56, 0x4e, 0x18)))
    .map(([type, list]) => structureOf([type, ...list])),
);

/** Any bytes, and any damage to an advert that is right. */
const anything = fc.oneof(
  fc.array(byte, { maxLength: 62 }),
  fc.array(suspect, { maxLength: 5 }).map((structures) => structures.flat()),
  fc
    .tuple(
      fc.constantFrom(EXAMPLE, `0303564E${EXAMPLE.slice(0, 38)}`, `${EXAMPLE.slice(6)}020106`),
      fc.array(fc.tuple(fc.nat(25), fc.nat(2), byte), { maxLength: 3 }),
    )
    .map(([advert, damages]) => {
      const bytes = [...Buffer.from(advert, "hex")];
      for (const [at, removed, inserted] of damages)
        bytes.splice(at, removed, ...(removed > 1 ? [] : [inserted]));
      return bytes;
    }),
);

describe("Bluezone advert", () => {
  it("is encoded as in the reference", () => {
    const advert = encodeAdvert(Buffer.from(EXAMPLE_ID, "hex"));
    assert.equal(Buffer.from(advert).toString("hex").toUpperCase(), EXAMPLE);
  });

  it("wakes iPhones with the bytes of the reference", () => {
    assert.equal(
      Buffer.from(wakeBeacon()).toString("hex").toUpperCase(),
      "02011A1AFF4C000215C7AFEF7B17884F4AA87D691D53BF21C400140014C5",
    );
    assert.equal(parseAdvert(Buffer.from(wakeBeacon()).toString("latin1")), "");
  });

  it("gives the ID of any advert a token sends", () => {
    fc.assert(
      fc.property(idBytes, (id) => {
        assert.deepEqual(parseBytes([...encodeAdvert(Uint8Array.from(id))]), id);
      }),
    );
  });

  const accepted = {
    "the example": EXAMPLE,
    "other flags": `02011A${EXAMPLE.slice(6)}`,
    "no flags": EXAMPLE.slice(6),
    "the service first": `0303564E${EXAMPLE.slice(0, 38)}`,
    "flags last": `${EXAMPLE.slice(6)}020106`,
    "an incomplete list of services": `${EXAMPLE.slice(0, 38)}0302564E`,
    "the service among others": `${EXAMPLE.slice(0, 38)}07030D18564E0F18`,
    "the service alone in a second list": `${EXAMPLE.slice(0, 38)}03030D180303564E`,
    "padding of zeros": `${EXAMPLE}0000000000000000`,
    "a name cut off at the end": `${EXAMPLE}0909416263`,
    "an odd byte after the services": `${EXAMPLE.slice(0, 38)}0403564E00`,
    "half a company number at the end": `${EXAMPLE}02FFB522`,
    "data of another company": `${EXAMPLE}04FF4C0010`,
    "an ID whose bytes look like structures": `0201020FFFB5220FFFB52200000FFFB5220FFF0303564E`,
  };
  for (const [what, advert] of Object.entries(accepted))
    it(`is recognised with ${what}`, () => {
      const id = what.startsWith("an ID whose") ? "0FFFB52200000FFFB5220FFF" : EXAMPLE_ID;
      assert.equal(parseHex(advert), id);
    });

  const refused = {
    "no bytes": "",
    "one byte": "02",
    "no service": EXAMPLE.slice(0, 38),
    "no company data": "0201020303564E",
    "another service": `${EXAMPLE.slice(0, 38)}0303564F`,
    "another company": EXAMPLE.replace("FFB522", "FFB523"),
    "an ID of 11 bytes": "0201020EFFB522130CEA6472130C185D86430303564E",
    "an ID of 13 bytes": "02010210FFB522130CEA6472130C185D8643DF000303564E",
    "the company and nothing else": "02010203FFB5220303564E",
    "the services before a zero length only": `${EXAMPLE.slice(0, 38)}000303564E`,
    "the service cut off": EXAMPLE.slice(0, -2),
    "the service across two others": `${EXAMPLE.slice(0, 38)}050300564E00`,
    "the service in service data": `${EXAMPLE.slice(0, 38)}0316564E`,
    "the service in the ID only": "0201020FFFB522130CEA6472130303564E43DF",
    "a first length that reaches beyond": `05${EXAMPLE.slice(2)}`,
    "the structures inside a name": `1709${EXAMPLE.slice(2)}00`,
    "a second, wrong company data": `${EXAMPLE}04FFB52201`,
    "a first length of zero": `00${EXAMPLE.slice(2)}`,
  };
  for (const [what, advert] of Object.entries(refused))
    it(`is not seen where there is ${what}`, () => assert.equal(parseHex(advert), ""));

  it("is found among any other structures, in any order", () => {
    const order = fc.array(fc.nat(), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(idBytes, fc.array(bystander, { maxLength: 4 }), order, (id, others, keys) => {
        const structures = [withId(id), SERVICE, ...others];
        const shuffled = structures.map((_, i) => i).sort((a, b) => keys[a]! - keys[b]! || a - b);
        assert.deepEqual(parseBytes(shuffled.flatMap((i) => structures[i]!)), id);
      }),
      { numRuns: 1000 },
    );
  });

  it("is parsed like the naive way parses it, whatever the bytes", () => {
    fc.assert(
      fc.property(anything, (advert) => assert.deepEqual(parseBytes(advert), parseNaively(advert))),
      { numRuns: 20000 },
    );
  });

  it("with any one byte replaced by any other is parsed like the naive way parses it", () => {
    const example = [...Buffer.from(EXAMPLE, "hex")];
    for (let at = 0; at < example.length; at++)
      for (let value = 0; value < 256; value++) {
        const advert = example.with(at, value);
        assert.deepEqual(parseBytes(advert), parseNaively(advert), Buffer.from(advert).toString("hex"));
      }
  });
});
