import { fileURLToPath } from 'node:url';

/** Where the packages that Accord needs are installed. */
export const modulesFolder = (): string => fileURLToPath(new URL('../../../node_modules', import.meta.url));
