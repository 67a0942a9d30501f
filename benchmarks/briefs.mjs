import { firstAnswer } from './briefs/first-answer.mjs';
import { httpVersusBare } from './briefs/http-versus-bare.mjs';
import { rulesInProcess } from './briefs/rules-in-process.mjs';

/** What the issues ask of this benchmark; it fails when one is not measured. */
export const figureIds = ['rules_p95', 'http_vs_bare', 'first_answer'];

/** The main job: a wish becomes a brief. Each part runs alone, so that none disturbs another. */
export async function measure(say) {
  say('a brief by rules, in process');
  const rules = await rulesInProcess();
  say('from start to the first answer');
  const first = await firstAnswer();
  say('POST /api/briefs beside a bare Fastify route');
  const http = await httpVersusBare(say);
  return [...rules, ...http, ...first];
}
