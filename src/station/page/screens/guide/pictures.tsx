/** Drawings of the guide, in the page's own colours. Each is 320 by 150. */
import type { ComponentChildren, JSX } from "preact";

export const PICTURES = {
  start: () => (
    <>
      <Screen x={70} y={15} />
      <rect x={100} y={35} width={70} height={9} rx={3} class="soft" />
      <rect x={100} y={52} width={70} height={14} rx={4} class="box" />
      <Dots x={108} y={59} />
      <rect x={100} y={73} width={70} height={14} rx={4} class="deep" />
      <Person x={240} y={45} />
    </>
  ),
  hub: () => (
    <>
      <Screen x={20} y={15} />
      <path d="M150 70h40" class="wire" />
      <rect x={190} y={30} width={24} height={90} rx={6} class="box" />
      {[35, 68, 101].map((y, n) => (
        <>
          <path d={`M214 ${y + 8}h26`} class="wire" />
          <Token x={240} y={y} isLit={n === 1} />
          <rect x={42} y={y - 8 + n * -8} width={80} height={12} rx={3} class="box" />
          <rect x={42} y={y - 8 + n * -8} width={[80, 35, 60][n]} height={12} rx={3} class="deep" />
        </>
      ))}
    </>
  ),
  press: () => (
    <>
      <rect x={70} y={35} width={140} height={84} rx={24} class="token" />
      <circle cx={104} cy={77} r={9} class="light" />
      <path d="M104 54v-10M84 62l-8-7M124 62l8-7" class="ray" />
      <circle cx={170} cy={77} r={17} class="deep" />
      <rect x={166} y={66} width={110} height={26} rx={13} transform="rotate(28 170 77)" class="hand" />
    </>
  ),
  label: () => (
    <>
      <rect x={22} y={35} width={120} height={76} rx={20} class="token" />
      <rect x={42} y={55} width={80} height={36} rx={4} class="box" />
      <Qr x={48} y={61} />
      <path d="M80 66h34M80 74h34M80 82h22" class="line" />
      <path d="M158 73h26m-8-7l8 7-8 7" class="wire" />
      <Screen x={196} y={20} />
      <path d="M216 46h60M216 62h44" class="line" />
      <rect x={216} y={74} width={46} height={13} rx={4} class="deep" />
    </>
  ),
  give: () => (
    <>
      <Person x={70} y={40} />
      <path d="M104 76h108m-9-8l9 8-9 8" class="wire" />
      <Token x={132} y={48} isLit />
      <Person x={250} y={40} />
    </>
  ),
  window: () => (
    <>
      {Array.from({ length: 14 }, (_, n) => (
        <rect
          x={20 + n * 20}
          y={66}
          width={17}
          height={30}
          rx={4}
          class={n === 9 ? "case" : n >= 7 && n < 13 ? "deep" : "box"}
        />
      ))}
      <path d="M208 60V40" class="ray" />
      <Person x={208} y={8} isSmall />
      <path d="M160 104v10h117v-10" class="wire" />
    </>
  ),
  list: () => (
    <>
      <rect x={30} y={15} width={260} height={120} rx={10} class="box" />
      {[0, 1, 2, 3].map((n) => (
        <>
          <Person x={52} y={22 + n * 28} isSmall />
          <path d={`M72 ${34 + n * 28}h70`} class="line" />
          <rect x={156} y={28 + n * 28} width={[60, 44, 26, 12][n]} height={10} rx={3} class="deep" />
          {n < 2 && <path d={`M250 ${34 + n * 28}l6 6 12-13`} class="tick" />}
        </>
      ))}
    </>
  ),
  call: () => (
    <>
      <Person x={60} y={45} />
      <path d="M110 50c18-12 34-12 52 0M110 64c18-12 34-12 52 0" class="ray" />
      <rect x={180} y={25} width={58} height={100} rx={10} class="box" />
      <rect x={188} y={37} width={42} height={66} rx={3} class="soft" />
      <path d="M194 50h30M194 60h30M194 70h18" class="line" />
      <circle cx={209} cy={114} r={5} class="deep" />
    </>
  ),
  backup: () => (
    <>
      <path d="M50 45v60c0 8 60 8 60 0V45" class="box" />
      <ellipse cx={80} cy={45} rx={30} ry={9} class="deep" />
      <path d="M124 75h40m-9-8l9 8-9 8" class="wire" />
      <rect x={180} y={55} width={66} height={34} rx={6} class="deep" />
      <rect x={246} y={62} width={20} height={20} rx={2} class="box" />
      <circle cx={196} cy={118} r={9} class="key" />
      <path d="M205 118h40v8m-12-8v6" class="key" />
    </>
  ),
  lane: () => (
    <>
      {[0, 1, 2].map((n) => (
        <>
          <path d={`M${30 + n * 62} 62l22-20 22 20v32h-44z`} class="box" />
          <rect x={46 + n * 62} y={74} width={12} height={20} class="deep" />
          {n < 2 && <path d={`M${44 + n * 62} 116l6 6 12-13`} class="tick" />}
        </>
      ))}
      <path d="M20 100h290" class="wire" />
      <Person x={240} y={38} />
      <rect x={264} y={60} width={34} height={40} rx={3} class="box" />
      <path d="M270 70h20M270 79h20M270 88h12" class="line" />
    </>
  ),
  bars: () => (
    <>
      <path d="M40 20v105h250" class="wire" />
      {[84, 60, 38, 22].map((height, n) => (
        <rect x={62 + n * 54} y={125 - height} width={32} height={height} rx={4} class="deep" />
      ))}
      <path d="M40 48h250" class="ray" />
    </>
  ),
  send: () => (
    <>
      <rect x={30} y={40} width={70} height={84} rx={4} class="box" />
      <path d="M42 58h46M42 72h46M42 86h30" class="line" />
      <path d="M116 80h50m-9-8l9 8-9 8" class="wire" />
      <path d="M186 60l40-34 40 34v62h-80z" class="box" />
      <path d="M204 72v40M226 72v40M248 72v40" class="wire" />
    </>
  ),
  sheets: () => (
    <>
      {[0, 1, 2].map((n) => (
        <rect x={40 + n * 26} y={18 + n * 10} width={84} height={104} rx={4} class="box" />
      ))}
      <path d="M104 56h56M104 70h56M104 84h36" class="line" />
      <path d="M192 76h26m-8-7l8 7-8 7" class="wire" />
      <rect x={232} y={44} width={64} height={60} rx={4} class="box" />
      <Qr x={251} y={60} />
    </>
  ),
  training: () => (
    <>
      <Screen x={24} y={25} />
      <Person x={80} y={45} isSmall />
      <path d="M150 80h26m-8-7l8 7-8 7" class="wire" />
      <g class="practice-side">
        <Screen x={186} y={25} />
        <rect x={190} y={29} width={112} height={16} class="case" />
        <Person x={242} y={52} isSmall />
      </g>
    </>
  ),
} satisfies Record<string, () => JSX.Element>;

export type PictureName = keyof typeof PICTURES;

export function Picture({ name, label }: { name: PictureName; label: string }) {
  const Drawing = PICTURES[name];
  return (
    <Frame label={label}>
      <Drawing />
    </Frame>
  );
}

function Frame({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <svg class="guide-picture" viewBox="0 0 320 150" role="img" aria-label={label}>
      {children}
    </svg>
  );
}

interface Place {
  x: number;
  y: number;
}

function Screen({ x, y }: Place) {
  return (
    <>
      <rect x={x} y={y} width={120} height={84} rx={8} class="screen" />
      <path d={`M${x + 40} ${y + 100}h40M${x + 60} ${y + 84}v16`} class="wire" />
    </>
  );
}

function Token({ x, y, isLit = false }: Place & { isLit?: boolean }) {
  return (
    <>
      <rect x={x} y={y} width={44} height={18} rx={7} class="token" />
      <circle cx={x + 12} cy={y + 9} r={4} class={isLit ? "light" : "soft"} />
    </>
  );
}

function Person({ x, y, isSmall = false }: Place & { isSmall?: boolean }) {
  const scale = isSmall ? 0.36 : 1;
  return (
    <g transform={`translate(${x} ${y}) scale(${scale})`}>
      <circle cx={0} cy={14} r={14} class="person" />
      <path d="M-24 66c0-24 12-34 24-34s24 10 24 34z" class="person" />
    </g>
  );
}

function Dots({ x, y }: Place) {
  return (
    <>
      {[0, 1, 2, 3].map((n) => (
        <circle key={n} cx={x + n * 9} cy={y} r={2.5} class="person" />
      ))}
    </>
  );
}

function Qr({ x, y }: Place) {
  const cells = [0, 1, 2, 4, 6, 8, 9, 11, 12, 14, 16, 18, 20, 22, 23, 24];
  return (
    <>
      {cells.map((n) => (
        <rect key={n} x={x + (n % 5) * 5} y={y + Math.floor(n / 5) * 5} width={5} height={5} class="ink" />
      ))}
    </>
  );
}
