import { z } from 'zod';

export const healthStatusSchema = z.enum(['HEALTHY', 'DEGRADED', 'UNHEALTHY']).meta({ id: 'HealthStatus' });
export type HealthStatus = z.infer<typeof healthStatusSchema>;

export const componentHealthSchema = z
  .strictObject({ status: healthStatusSchema, detail: z.string() })
  .meta({ id: 'ComponentHealth' });
export type ComponentHealth = z.infer<typeof componentHealthSchema>;

export const healthSchema = z
  .strictObject({
    status: healthStatusSchema,
    version: z.string(),
    environment: z.string(),
    uptime_seconds: z.number().min(0),
    components: z.record(z.string(), componentHealthSchema),
  })
  .meta({ id: 'Health' });
export type Health = z.infer<typeof healthSchema>;
