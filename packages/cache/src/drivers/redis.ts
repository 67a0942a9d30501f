export { type RedisBus, type RedisBusOptions, redisBus } from './redis/bus.ts';
export { type RedisCacheOptions, redisCache } from './redis/cache.ts';
export {
  connectRedis,
  type RedisClient,
  type RedisConnection,
  type RedisConnectionOptions,
} from './redis/connection.ts';
export { type RedisFlightsOptions, redisFlights } from './redis/flights.ts';
export { type RedisStatsOptions, redisStats } from './redis/stats.ts';
