import { expect } from 'vitest';
import type { RedisConnection } from '../drivers/redis.ts';

export async function ready(connection: RedisConnection): Promise<void> {
  await expect.poll(() => connection.health().status, { timeout: 5000, interval: 5 }).toBe('HEALTHY');
}
