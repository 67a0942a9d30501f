import type { Accord } from '@accord/host';
import type { FastifyInstance } from 'fastify';

/** How often connections that have become idle are let go. */
const SWEEP_MS = 50;

/**
 * Takes no new connections, lets what is in flight finish within the grace, cuts off what does not, and then
 * closes the house.
 */
export async function shutDown(app: FastifyInstance, accord: Accord, graceS: number): Promise<void> {
  const sweep = setInterval(() => app.server.closeIdleConnections(), SWEEP_MS);
  const cutOff = setTimeout(() => {
    accord.logger.warn({ grace_s: graceS }, 'requests that did not finish in time are cut off');
    app.server.closeAllConnections();
  }, graceS * 1000);
  try {
    await app.close();
  } finally {
    clearInterval(sweep);
    clearTimeout(cutOff);
    await accord.close();
  }
}
