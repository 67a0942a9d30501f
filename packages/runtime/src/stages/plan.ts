import type { Clock } from '@accord/kernel';
import type { Stage } from '../request.ts';

/** Settles which roles run. Every role is available for now, so the mode asked for is the mode used. */
export function planStage(clock: Clock): Stage {
  return async (request, next) => {
    const startedAt = clock.monotonic();
    const mode = request.modeAsked;
    const roles = request.task.plans[mode];
    request.plan = { mode, roles };
    request.reasons.push({
      step: 'plan',
      code: 'mode_as_asked',
      message: `${mode} runs ${roles.join(', ')}`,
    });
    request.steps.push({
      step: 'plan',
      started_ms: startedAt - request.startedAt,
      took_ms: clock.monotonic() - startedAt,
      outcome: 'ok',
      message: `${mode} mode: ${roles.join(', ')}`,
    });
    await next();
  };
}
