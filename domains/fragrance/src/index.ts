import {
  type BriefReply,
  type BriefRequest,
  briefReplySchema,
  briefRequestSchema,
  DEFAULT_MODE,
} from '@accord/contract';
import { createIdSource, type ErrorKind } from '@accord/kernel';
import {
  type BodyIssue,
  creativeKnobs,
  type Domain,
  type DomainRoute,
  jsonFromValue,
  jsonObject,
  promptTag,
  ruleSetsOf,
} from '@accord/runtime';
import { createInterpreter } from './brief/interpreter.ts';
import { basisOf } from './brief/basis.ts';
import { BRIEF_TASK, briefTask } from './brief/task.ts';
import { createValidator } from './brief/validate.ts';
import { fragranceErrors } from './errors.ts';
import { openDesigns } from './designs.ts';
import { briefKnobs, designKnobs, shelfKnobs } from './knobs.ts';
import { openShelf } from './shelf/open-shelf.ts';
import { formulaRoutes } from './formula-routes.ts';
import { laboratoryInThread } from './threads/laboratory-in-thread.ts';

/** Fragrance: from a wish in Korean or English to a structured brief. */
export const fragrance: Domain = {
  name: 'fragrance',
  knobs: [briefKnobs, designKnobs, shelfKnobs],
  errors: fragranceErrors,
  cacheEvents: {
    // A change of words or settings is a change of the basis, but a prompt that is edited within a version is not seen.
    'fragrance.prompt_edited': [{ by: 'tag', tag: promptTag(BRIEF_TASK, '{role}') }],
  },
  open(knobs, house) {
    const brief = knobs.of(briefKnobs);
    const { hints_limit: hintsLimit } = knobs.of(creativeKnobs);
    const task = briefTask({
      basis: basisOf({ brief, hintsLimit }),
      interpreter: createInterpreter(brief),
      validator: createValidator(),
      knobs: brief,
      hintsLimit,
    });
    const createBrief: DomainRoute<BriefRequest, BriefReply> = {
      method: 'POST',
      path: '/api/briefs',
      operationId: 'createBrief',
      summary: 'Read a wish into a structured brief',
      body: briefRequestSchema,
      reply: briefReplySchema,
      example: { text: 'A quiet woody scent for autumn evenings, nothing powdery, under $40' },
      refusalOf,
      async handle({ text, mode = DEFAULT_MODE, language, remember }, { runtime, caller, recollection }) {
        const { output, meta } = await runtime.run(task, { text, language }, { mode, caller });
        if (remember === undefined || recollection === undefined) return jsonObject({ brief: output, meta });
        const { id } = await recollection.remember({
          ...remember,
          json: { wish: text, brief: output.value },
        });
        return jsonObject<BriefReply>({ brief: output, meta, remembered: jsonFromValue(id) });
      },
    };
    const laboratory = laboratoryInThread();
    const nextId = createIdSource(house.clock, house.rng);
    const shelf = openShelf({ knobs, house, laboratory, nextId });
    const designs = openDesigns({
      knobs,
      house,
      laboratory,
      shelves: shelf.shelves,
      nextId,
      async readBrief(text, mode = DEFAULT_MODE, { runtime, caller }) {
        const { output } = await runtime.run(task, { text, language: undefined }, { mode, caller });
        return output.value;
      },
    });
    return {
      rules: ruleSetsOf(task),
      routes: [createBrief, ...formulaRoutes(laboratory, shelf.shelves)],
      resources: [...designs.resources, ...shelf.resources],
      async close() {
        await designs.close();
        await laboratory.close();
      },
    };
  },
};

/** What is wrong with a request for a brief, in the domain's own codes. */
function refusalOf({ code, path: [field] }: BodyIssue): ErrorKind | undefined {
  if (field === 'mode' && code === 'invalid_value') return fragranceErrors.BRIEF_MODE_UNKNOWN;
  if (field === 'language' && code === 'invalid_value') return fragranceErrors.BRIEF_LANGUAGE_UNKNOWN;
  if (field !== 'text') return undefined;
  if (code === 'too_big') return fragranceErrors.BRIEF_TEXT_TOO_LONG;
  return code === 'custom' ? fragranceErrors.BRIEF_TEXT_EMPTY : undefined;
}
