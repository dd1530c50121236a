import { count, list, type Trial } from "./trial.js";

const ERASED = 0xff;

export const flashTrials: Trial[] = [
  {
    name: "flash: an erased page reads as 0xFF, from its first byte to its last, and its neighbours stay",
    run(bench, done) {
      const flash = bench.hal.flash;
      const page = flash.pageBytes;
      for (let i = 0; i < 3; i++) flash.erase(i);
      flash.program(page - 4, count(4, 1));
      flash.program(page, count(4, 5));
      flash.program(2 * page - 4, count(4, 9));
      flash.program(2 * page, count(4, 13));
      flash.erase(1);
      const bytes = flash.read(page, page);
      bench.check(bytes.length === page, "whole page");
      bench.check(
        bytes.every(function (byte) {
          return byte === ERASED;
        }),
        "all erased",
      );
      bench.check(list(flash.read(page - 4, 4)) === "1,2,3,4", "page before");
      bench.check(list(flash.read(2 * page, 4)) === "13,14,15,16", "page after");
      done();
    },
  },
  {
    name: "flash: what was programmed is read back, also across pages and at odd places",
    run(bench, done) {
      const flash = bench.hal.flash;
      const page = flash.pageBytes;
      flash.erase(0);
      flash.erase(1);
      const bytes = count(64, 100);
      flash.program(page - 64, bytes);
      flash.program(page, bytes);
      bench.check(list(flash.read(page - 64, 64)) === list(bytes), "first");
      bench.check(list(flash.read(page, 64)) === list(bytes), "second");
      bench.check(list(flash.read(page - 3, 7)) === "161,162,163,100,101,102,103", "across");
      done();
    },
  },
  {
    name: "flash: a word may be programmed again to the value it has, and next to others",
    run(bench, done) {
      const flash = bench.hal.flash;
      flash.erase(0);
      flash.program(8, count(4, 1));
      flash.program(8, count(4, 1));
      flash.program(12, count(4, 20));
      bench.check(
        list(flash.read(4, 16)) === "255,255,255,255,1,2,3,4,20,21,22,23,255,255,255,255",
        list(flash.read(4, 16)),
      );
      done();
    },
  },
  {
    name: "flash: the last page of the region is there",
    run(bench, done) {
      const flash = bench.hal.flash;
      const end = flash.pageCount * flash.pageBytes;
      flash.erase(flash.pageCount - 1);
      flash.program(end - 4, count(4, 50));
      bench.check(list(flash.read(end - 8, 8)) === "255,255,255,255,50,51,52,53", "end");
      flash.erase(flash.pageCount - 1);
      bench.check(list(flash.read(end - 4, 4)) === "255,255,255,255", "erased");
      done();
    },
  },
  {
    name: "flash: bytes given are not kept, bytes returned belong to the caller",
    run(bench, done) {
      const flash = bench.hal.flash;
      flash.erase(0);
      const given = count(8, 1);
      flash.program(0, given.subarray(4, 8));
      given.fill(0);
      const returned = flash.read(0, 4);
      bench.check(list(returned) === "5,6,7,8", list(returned));
      returned.fill(0);
      bench.check(list(flash.read(0, 4)) === "5,6,7,8", "unchanged");
      flash.erase(0);
      done();
    },
  },
];
