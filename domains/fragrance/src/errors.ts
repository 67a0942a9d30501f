import { defineErrors } from '@accord/kernel';

export const fragranceErrors = defineErrors({
  BRIEF_TEXT_EMPTY: {
    status: 400,
    title: 'The description is empty',
    remedy: 'Say in a sentence what the fragrance should be like.',
  },
  BRIEF_TEXT_TOO_LONG: {
    status: 400,
    title: 'The description is too long',
    remedy: 'Shorten it to 4,000 characters.',
  },
  BRIEF_MODE_UNKNOWN: {
    status: 400,
    title: 'There is no such mode',
    remedy: 'Choose fast, balanced or creative.',
  },
  BRIEF_LANGUAGE_UNKNOWN: {
    status: 400,
    title: 'There is no such language',
    remedy: 'Choose ko or en, or leave it out.',
  },
});
