/** The computers that a folder is made for. All are x64. */

export type PlatformName = "linux" | "windows";

export interface Platform {
  readonly name: PlatformName;
  /** As npm names it, in `os` of a package. */
  readonly os: string;
  /** The interpreter, in its package and in the folder's `runtime`. */
  readonly node: string;
  /** Folder of a native module's prebuilt files, and those of them that are loaded there. */
  readonly prebuilds: RegExp;
  /** What people click on, at the folder's top; it may be run. */
  readonly start: string;
  /** Beside it: the icon, and whatever else is not the program. */
  readonly files: readonly string[];
}

export const PLATFORMS: readonly Platform[] = [
  {
    name: "linux",
    os: "linux",
    node: "node",
    prebuilds: /\/prebuilds\/linux-x64\/[^/]*\.glibc\.node$/,
    start: "mo-may-doc-the.sh",
    files: ["icon.svg"],
  },
  {
    name: "windows",
    os: "win32",
    node: "node.exe",
    prebuilds: /\/prebuilds\/win32-x64\//,
    start: "Mo may doc the.cmd",
    files: ["Tao bieu tuong.cmd", "bieu-tuong.ps1", "icon.ico"],
  },
];
