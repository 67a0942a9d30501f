import { resolveKnobs } from '@accord/knobs';
import { genetic } from '../genetic.ts';
import { geneticKnobs, geneticSettingsOf, optimizeKnobs, paretoKnobs, paretoSettingsOf } from '../knobs.ts';

const knobs = resolveKnobs(optimizeKnobs, []);

export const geneticSettings = geneticSettingsOf(knobs.of(geneticKnobs), 'balanced');
export const paretoSettings = { ...paretoSettingsOf(knobs.of(paretoKnobs)), population: 40 };
export const referenceSettings = { ...paretoSettings, divisions: 7 };

export const balancedGenetic = () => genetic(geneticSettings);
