import { type Accord, openAccord } from '@accord/host';
import { serverKnobs } from '@accord/server/declarations';

/** Opens the house for one command. The server's settings stand in the same places, so they must be known here. */
export async function withAccord<Result>(use: (accord: Accord) => Promise<Result>): Promise<Result> {
  const accord = await openAccord({ appKnobs: [serverKnobs], logDestination: process.stderr });
  try {
    return await use(accord);
  } finally {
    await accord.close();
  }
}
