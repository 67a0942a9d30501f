/** Geometry of the wheel, in units of its view box of 600 by 600 around the origin. */
export const HUB = 58;
const RIM = 236;
const LETTERS = 262;

export const radiusOf = (value: number): number => HUB + Math.min(Math.max(value, 0), 1) * (RIM - HUB);

/** A petal that points up from under the hub: widest beyond the middle, round at the tip, broad enough to lap over its neighbours. */
export function petal(value: number): string {
  const tip = radiusOf(value);
  const half = tip * 0.3;
  const shoulder = -tip * 0.8;
  return [
    'M0 -8',
    `C${-half * 0.45} ${-tip * 0.28} ${-half * 1.08} ${-tip * 0.5} ${-half * 0.86} ${shoulder}`,
    // A cubic whose middle point is the tip.
    `C${-half * 0.6} ${-tip * (4 / 3 - 0.8 / 3)} ${half * 0.6} ${-tip * (4 / 3 - 0.8 / 3)} ${half * 0.86} ${shoulder}`,
    `C${half * 1.08} ${-tip * 0.5} ${half * 0.45} ${-tip * 0.28} 0 -8Z`,
  ].join('');
}

/** Three veins, as in a botanical plate. */
export function veins(value: number): string {
  const tip = radiusOf(value);
  const side = tip * 0.11;
  return [
    `M0 ${-HUB}V${-tip * 0.9}`,
    `M0 ${-HUB}C${-side * 0.3} ${-tip * 0.45} ${-side} ${-tip * 0.55} ${-side} ${-tip * 0.8}`,
    `M0 ${-HUB}C${side * 0.3} ${-tip * 0.45} ${side} ${-tip * 0.55} ${side} ${-tip * 0.8}`,
  ].join('');
}

/** An arc for a name, centred on the angle (degrees clockwise from the top), never upside down. */
export function letterArc(angle: number): string {
  const reading = angle > 90 && angle < 270;
  const radius = reading ? LETTERS + 15 : LETTERS;
  const [from, to] = reading ? [angle + 22, angle - 22] : [angle - 22, angle + 22];
  return `M${point(from, radius)}A${radius} ${radius} 0 0 ${reading ? 0 : 1} ${point(to, radius)}`;
}

function point(angle: number, radius: number): string {
  const radians = (angle * Math.PI) / 180;
  return `${(radius * Math.sin(radians)).toFixed(2)} ${(-radius * Math.cos(radians)).toFixed(2)}`;
}
