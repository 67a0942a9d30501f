import type {
  BudgetTier,
  Family,
  Language,
  Mode,
  Mood,
  ProductCategory,
  Role,
  Season,
  TargetProfile,
  WarningCode,
} from '@accord/contract';
import type { FormulaText } from './formula.ts';
import type { KeyText, OperationsText } from './operations.ts';
import type { RunsText } from './runs.ts';
import type { MemoryText } from './memory.ts';
import type { ShelfText } from './shelf.ts';
import type { SimilarText } from './similar.ts';
import type { StoryText } from './story.ts';

/** Every word of the page in one language. Both dictionaries fill it, so that neither lacks a line. */
export interface Dictionary {
  readonly language: Language;
  readonly skip: string;
  readonly question: string;
  readonly invitation: string;
  readonly frame: {
    readonly language: string;
    readonly theme: string;
    readonly themes: Readonly<Record<'system' | 'light' | 'dark', string>>;
    readonly reference: string;
    readonly specification: string;
  };
  readonly wish: {
    readonly label: string;
    readonly placeholder: string;
    readonly submit: string;
    readonly keys: string;
    readonly reading: string;
    readonly cancel: string;
    readonly cancelled: string;
    readonly edit: string;
    readonly startOver: string;
    readonly again: (mode: string) => string;
    readonly remaining: (used: number, limit: number) => string;
    readonly tooLong: (excess: number) => string;
    readonly starters: string;
    readonly recent: string;
    readonly forget: string;
  };
  readonly mode: {
    readonly label: string;
    readonly names: Readonly<Record<Mode, string>>;
    readonly does: Readonly<Record<Mode, string>>;
  };
  readonly starters: readonly string[];
  readonly reading: {
    readonly title: (language: string) => string;
    readonly hint: string;
    readonly nothing: string;
    readonly quote: (words: string) => string;
    readonly unread: string;
  };
  readonly brief: {
    readonly title: string;
    readonly field: Readonly<Record<BriefField, string>>;
    readonly none: string;
    readonly assumed: string;
    readonly assumedLong: string;
    readonly spoken: string;
    readonly copy: string;
    readonly copied: string;
    readonly copyFailed: string;
    readonly hints: string;
    /** Said under hints that no model wrote. */
    readonly hintsFromTemplates: string;
    readonly warnings: string;
    readonly intensity: readonly [string, string, string];
    readonly complexity: readonly [string, string, string];
    readonly constraints: Readonly<Record<'allergen_free' | 'vegan' | 'natural_only', string>>;
    readonly allergens: (ppm: string) => string;
    readonly noLimit: string;
    readonly yes: string;
    readonly no: string;
  };
  readonly families: {
    readonly title: string;
    readonly picture: (dominant: string, listed: string) => string;
    readonly empty: string;
    readonly family: string;
    readonly degree: string;
    readonly words: string;
    readonly excluded: string;
    readonly unspoken: string;
    readonly names: Readonly<Record<Family, string>>;
    readonly like: Readonly<Record<Family, string>>;
  };
  readonly season: Readonly<Record<Season, string>>;
  readonly product: Readonly<Record<ProductCategory, string>>;
  readonly profile: Readonly<Record<TargetProfile, string>>;
  readonly budget: Readonly<Record<BudgetTier, string>>;
  readonly mood: Readonly<Record<Mood, string>>;
  readonly languages: Readonly<Record<Language, string>>;
  readonly warning: Readonly<Record<WarningCode, { readonly title: string; readonly advice: string }>>;
  readonly decision: {
    readonly title: string;
    readonly summary: (mode: string, milliseconds: string) => string;
    readonly mode: string;
    readonly time: string;
    readonly engines: string;
    readonly tokens: string;
    readonly tokenCount: (input: string, output: string) => string;
    readonly noTokens: string;
    readonly id: string;
    readonly total: string;
    readonly between: string;
    readonly roles: Readonly<Record<Role, string>>;
    readonly plan: string;
    readonly version: (version: string) => string;
    readonly record: string;
    readonly loading: string;
    readonly raw: string;
    readonly noFindings: string;
    readonly failed: string;
    readonly findings: (count: number) => string;
  };
  readonly story: StoryText;
  readonly key: KeyText;
  readonly operations: OperationsText;
  readonly similar: SimilarText;
  readonly formula: FormulaText;
  readonly shelf: ShelfText;
  readonly runs: RunsText;
  readonly memory: MemoryText;
  readonly announce: {
    readonly reading: string;
    readonly result: (dominant: string, warnings: number) => string;
  };
  readonly problem: {
    readonly code: string;
    readonly request: string;
    readonly unreachable: string;
    /** A sentence by code. Where one is missing, the server's own words are shown. */
    readonly known: Readonly<Record<string, string>>;
    readonly byStatus: (status: number) => string;
    readonly retry: string;
  };
}

type BriefField =
  | 'style'
  | 'notes_preference'
  | 'required'
  | 'excluded'
  | 'intensity'
  | 'complexity'
  | 'product_category'
  | 'target_profile'
  | 'mood'
  | 'season'
  | 'budget_tier'
  | 'constraints'
  | 'language';
