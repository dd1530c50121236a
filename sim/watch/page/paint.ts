/** The style sheet's colours and font for the canvas, which knows no variables of its own. */

export type Paint = ReturnType<typeof readPaint>;

export function readPaint() {
  const style = getComputedStyle(document.documentElement);
  const value = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    ink: value("ink"),
    quiet: value("quiet"),
    surface: value("surface"),
    ground: value("ground"),
    wall: value("wall"),
    accent: value("accent"),
    phone: value("phone"),
    asleep: value("asleep"),
    lit: value("lit"),
    litGlow: value("lit-glow"),
    near: value("near"),
    mid: value("mid"),
    far: value("far"),
    labelFont: `${value("bold")} 11px ${value("font")}`,
  };
}
