import type { DesignAlgorithm, DesignObjective, DesignPreset, JobState, LawQuestion } from '@accord/contract';

/** Words of the view that leads from a wish to the batch sheet. */
export interface FormulaText {
  readonly title: string;
  readonly lead: string;
  readonly wish: string;
  readonly placeholder: string;
  readonly starter: string;
  readonly product: string;
  readonly ofTheWish: string;
  readonly algorithm: string;
  readonly algorithms: Readonly<Record<DesignAlgorithm, string>>;
  readonly preset: string;
  readonly presets: Readonly<Record<DesignPreset, string>>;
  readonly seed: string;
  readonly byTaste: string;
  readonly search: string;
  readonly stop: string;
  readonly states: Readonly<Record<JobState, string>>;
  readonly smelt: (count: string) => string;
  readonly earlier: string;
  readonly foundCount: (count: number) => string;
  readonly front: {
    readonly title: string;
    readonly lead: string;
    readonly across: string;
    readonly up: string;
    readonly choose: string;
    readonly nothing: string;
    readonly value: string;
    readonly better: string;
    readonly stands: (note: string, material: string) => string;
    readonly unknownNote: (note: string) => string;
  };
  readonly objectives: Readonly<Record<DesignObjective, string>>;
  readonly one: (place: number) => string;
  readonly version: (version: number) => string;
  readonly concentrate: (percent: string) => string;
  readonly table: {
    readonly title: string;
    readonly material: string;
    readonly parts: string;
    readonly ofConcentrate: string;
    readonly ofProduct: string;
    readonly why: string;
    readonly standsFor: (note: string) => string;
    readonly without: (changes: string) => string;
    readonly partsOf: (material: string) => string;
    readonly note: string;
    readonly keep: string;
    readonly kept: (version: number) => string;
  };
  readonly ridge: {
    readonly title: string;
    readonly picture: (first: string, last: string, hours: string) => string;
    readonly hours: (hours: number) => string;
    readonly lasts: (typical: string, low: string, high: string) => string;
    readonly reaches: (metres: string) => string;
    readonly unmodelled: (percent: string) => string;
    readonly figures: string;
    readonly hour: string;
    readonly nothing: string;
  };
  readonly law: {
    readonly title: string;
    readonly passes: string;
    readonly fails: string;
    readonly largest: (percent: string) => string;
    readonly noneLargest: string;
    readonly near: string;
    readonly use: (use: string, limit: string, amendment: number) => string;
    readonly below: (count: number) => string;
    readonly prohibited: string;
    readonly phototoxic: (percent: string) => string;
    readonly open: string;
    readonly why: Readonly<Record<LawQuestion['why'], string>>;
    readonly without: string;
    readonly withoutDetail: string;
    readonly unknownInside: string;
    readonly label: string;
    readonly noLabel: string;
  };
  readonly cost: {
    readonly title: string;
    readonly entered: (usd: string) => string;
    readonly estimate: (usd: string) => string;
    readonly unknown: string;
  };
  readonly batch: {
    readonly title: string;
    readonly sheet: string;
    readonly grams: string;
    readonly gram: string;
    readonly weighed: string;
    readonly concentrate: string;
    readonly carrier: string;
    readonly product: string;
    readonly made: string;
    readonly lot: string;
    readonly print: string;
    readonly printAll: string;
  };
  readonly compare: {
    readonly title: string;
    readonly with: string;
    readonly nothing: string;
    readonly only: string;
    readonly change: string;
    readonly value: string;
    readonly lasts: string;
    readonly largest: string;
    readonly cost: string;
  };
  readonly rating: {
    readonly title: string;
    readonly lead: string;
    readonly stars: (stars: number) => string;
    readonly saved: (ratings: number) => string;
    readonly sure: (percent: string) => string;
    readonly liked: (place: number) => string;
  };
}
