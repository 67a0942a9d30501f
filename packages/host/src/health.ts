import type { ComponentHealth, Health, HealthStatus, Role } from '@accord/contract';
import { ROLES } from '@accord/contract';
import type { Engine } from '@accord/engine';
import type { GuardedEngine } from '@accord/runtime';
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

/**
 * A role is as well as its first engine; while only a later one answers, or a breaker keeps the first from being asked,
 * it is served, but not as configured.
 */
async function engineHealth(
  role: Role,
  engines: readonly GuardedEngine[],
  timeoutMs: number,
): Promise<ComponentHealth> {
  const asked = await Promise.all(engines.map((guarded) => guardedHealth(guarded, timeoutMs)));
  const detail = asked.map((each) => each.detail).join('; ');
  if (asked[0]?.up === true) return { status: 'HEALTHY', detail };
  return { status: asked.some(({ up }) => up) ? 'DEGRADED' : STATUS_WITHOUT[role], detail };
}

/** Without it every question is still answered, only similar ones are not found. */
export async function embeddingComponent(
  embedding: GuardedEngine,
  timeoutMs: number,
): Promise<ComponentHealth> {
  const { up, detail } = await guardedHealth(embedding, timeoutMs);
  return { status: up ? 'HEALTHY' : 'DEGRADED', detail };
}

async function guardedHealth(
  { engine, key, admission }: GuardedEngine,
  timeoutMs: number,
): Promise<{ readonly up: boolean; readonly detail: string }> {
  const { state, detail } = await askedWithin(engine, timeoutMs);
  const admitted = admission();
  if (admitted.state === 'admitted') return { up: state === 'up', detail: `${key}: ${detail}` };
  return { up: false, detail: `${key}: ${detail}, but it is not asked: ${admitted.detail}` };
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
