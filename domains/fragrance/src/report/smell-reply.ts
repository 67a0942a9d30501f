import { FAMILIES, type Family, type SmellReply } from '@accord/contract';
import type { Impression, Smell } from '../smell/smell.ts';

const FIRST_HOUR_S = 3600;
/** Families that a person would name. */
const LEADING_SHARE = 0.05;

/** The smell as it is sent. */
export function smellReply(smell: Smell): SmellReply {
  return {
    moments: smell.impressions.map(({ seconds, families, strongest, intensity, reach }) => ({
      hours: seconds / 3600,
      families,
      strongest: strongest?.name ?? null,
      intensity,
      reach_m: reach,
    })),
    longevity_hours: smell.longevity,
    leading: leadingOf(smell.impressions),
    unmodelled_percent: smell.unmodelled * 100,
    unsmelt: smell.unsmelt.map(({ name }) => name),
    activity: smell.activity,
  };
}

/** Means over time, each impression counted for as long as it lasts until the next. */
function leadingOf(impressions: readonly Impression[]): SmellReply['leading'] {
  const sums = new Map<Family, number>();
  impressions.forEach(({ seconds, families }, at) => {
    const until = Math.min(impressions[at + 1]?.seconds ?? seconds, FIRST_HOUR_S);
    for (const family of FAMILIES)
      sums.set(family, (sums.get(family) ?? 0) + families[family] * Math.max(0, until - seconds));
  });
  const whole = [...sums.values()].reduce((sum, value) => sum + value, 0);
  if (whole === 0) return [];
  return [...sums]
    .map(([family, sum]) => ({ family, share: sum / whole }))
    .filter(({ share }) => share >= LEADING_SHARE)
    .sort((one, other) => other.share - one.share);
}
