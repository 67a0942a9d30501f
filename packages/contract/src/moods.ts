/** The adjectives a brief may use for a mood. */
export const MOODS = [
  'bright', 'cheerful', 'refreshing', 'light', 'airy', 'crisp', 'cool', 'lively', 'youthful', 'playful',
  'sparkling', 'sweet', 'romantic', 'cozy', 'comforting', 'soft', 'mature', 'subtle', 'calm', 'deep', 'intense',
  'bold', 'rich', 'warm', 'heavy', 'clean', 'pure', 'transparent', 'dewy', 'dry', 'smoky', 'earthy', 'elegant',
  'sophisticated', 'modern', 'minimal', 'luxurious', 'confident', 'sensual', 'innocent', 'mysterious', 'exotic',
  'nostalgic', 'melancholic', 'vintage', 'unisex', 'masculine', 'feminine', 'energetic', 'dreamy', 'intimate',
  'tender', 'delicate', 'opulent', 'meditative', 'natural', 'free',
] as const;
export type Mood = (typeof MOODS)[number];
