import { fileURLToPath } from 'node:url';
import { installedCorpora as corporaBelow } from '@accord/memory/bench';

export { linesOf } from '@accord/memory/bench';

/** The packages of this checkout. */
export const installedCorpora = () =>
  corporaBelow(fileURLToPath(new URL('../../node_modules', import.meta.url)));
