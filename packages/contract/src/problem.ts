import { z } from 'zod';

/** Problem details (RFC 9457), served as application/problem+json. */
export const problemSchema = z
  .strictObject({
    type: z.string().describe('Address of the page that explains the code'),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string(),
    instance: z.string().describe('Id of the request'),
    code: z.string().describe('Stable code; see the error reference'),
    field: z.string().optional().describe('Field of the request at fault'),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problemSchema>;
