import type { ComponentHealth, Health, HealthStatus, Role } from '@accord/contract';
import { ROLES } from '@accord/contract';
import type { Engine } from '@accord/engine';
import type { EnginesByRole } from './engines.ts';

/** From best to worst. */
const STATUSES: readonly HealthStatus[] = ['HEALTHY', 'DEGRADED', 'UNHEALTHY'];

/** Nothing can be read without the interpreter; without another role, the modes that leave it out still work. */
const STATUS_WITHOUT: Readonly<Record<Role, HealthStatus>> = {
  interpreter: 'UNHEALTHY',
  validator: 'DEGRADED',
  creative: 'DEGRADED',
};

/** Asks every engine now, all at the same time, each for no longer than the timeout. */
export async function engineComponents(
  engines: EnginesByRole,
  timeoutMs: number,
): Promise<Record<string, ComponentHealth>> {
  const components = await Promise.all(
    ROLES.map(
      async (role) => [`engine.${role}`, await engineHealth(role, engines[role], timeoutMs)] as const,
    ),
  );
  return Object.fromEntries(components);
}

async function engineHealth(role: Role, engine: Engine, timeoutMs: number): Promise<ComponentHealth> {
  const { state, detail } = await askedWithin(engine, timeoutMs);
  const status = state === 'up' ? 'HEALTHY' : STATUS_WITHOUT[role];
  return { status, detail: `${engine.name}: ${detail}` };
}

/** Also an engine that does not heed its signal is waited for no longer. */
async function askedWithin(engine: Engine, timeoutMs: number): ReturnType<Engine['health']> {
  const signal = AbortSignal.timeout(timeoutMs);
  const timedOut = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error(`no answer within ${timeoutMs} ms`)));
  });
  try {
    return await Promise.race([engine.health(signal), timedOut]);
  } catch (error) {
    return { state: 'down', detail: error instanceof Error ? error.message : String(error) };
  }
}

/** The whole is as well as its worst part. */
export function worstOf(components: Health['components']): HealthStatus {
  const ranks = Object.values(components).map(({ status }) => STATUSES.indexOf(status));
  return STATUSES[Math.max(0, ...ranks)] ?? 'UNHEALTHY';
}
