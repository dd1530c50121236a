/** Links summed up by room. */
import assert from "node:assert/strict";
import { linkKey } from "../../../sim/watch/frames.js";
import { groupKey, groupLinks, isCrowded } from "../../../sim/watch/page/groups.js";

/** A class of 12 in room 0, two teachers in room 1, somebody on the way. */
const ROOMS = [...Array<number>(12).fill(0), 1, 1, -1];
const placeOf = (person: number) => ROOMS[person]!;

function school(): Map<number, number> {
  const links = new Map<number, number>();
  for (let a = 0; a < 12; a++) for (let b = a + 1; b < 12; b++) links.set(linkKey(a, b), b - a === 1 ? 3 : 1);
  links.set(linkKey(12, 13), 3);
  for (let a = 0; a < 9; a++) links.set(linkKey(12, a), a === 4 ? 2 : 1);
  links.set(linkKey(14, 0), 3);
  return links;
}

describe("groups of links", () => {
  it("hold each link once, by the places of its ends, and none of somebody on the way", () => {
    const groups = groupLinks(school(), placeOf);
    assert.deepEqual(
      [...groups.values()],
      [
        { places: [0, 0], links: 66, near: 11, strongest: 3 },
        { places: [1, 1], links: 1, near: 1, strongest: 3 },
        { places: [0, 1], links: 9, near: 0, strongest: 2 },
      ],
    );
    assert.equal(groupKey(linkKey(14, 0), placeOf), undefined);
    assert.equal(groupKey(linkKey(12, 3), placeOf), linkKey(0, 1));
  });

  it("are crowded where their lines cannot be told apart", () => {
    const [within, few, between] = [...groupLinks(school(), placeOf).values()];
    assert.deepEqual(
      [within, few, between].map((group) => isCrowded(group!)),
      [true, false, true],
    );
    assert.ok(!isCrowded({ ...between!, links: 8 }));
    assert.ok(!isCrowded({ ...within!, links: 60 }));
  });
});
