import { fileURLToPath } from 'node:url';
import { AccordError } from '@accord/kernel';
import { startServer } from './start.ts';
import { keepRequestsYoung } from './young-requests.ts';

const dashboardFolder = fileURLToPath(new URL('../../dashboard/dist/', import.meta.url));

keepRequestsYoung();
try {
  const server = await startServer({ dashboardFolder });
  console.log(`Accord is at ${server.address}`);
  const stop = (): void => {
    // A second signal finds no handler and ends the process at once.
    process.off('SIGTERM', stop).off('SIGINT', stop);
    void server.stop().then(() => process.exit(0), fail);
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
} catch (error) {
  fail(error);
}

function fail(error: unknown): never {
  if (error instanceof AccordError) {
    console.error(`accord: ${error.code}: ${error.message}\n${error.kind.remedy}`);
  } else {
    console.error(error);
  }
  process.exit(1);
}
