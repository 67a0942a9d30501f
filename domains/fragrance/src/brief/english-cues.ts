import type { CueKind, Degree } from './elements.ts';

/** English words of grammar: they decide what the text thinks of the words around them. */

export const ENGLISH_CUES: readonly (readonly [cue: CueKind, phrases: readonly string[]])[] = [
  [
    'en_not',
    [
      'not', "don't", 'dont', "doesn't", 'doesnt', "isn't", 'isnt', "aren't", 'arent', "wasn't", "won't", 'wont', "wouldn't", 'wouldnt', "can't", 'cant', 'cannot',
      "couldn't", 'couldnt', "shouldn't", 'shouldnt', "mustn't", 'never', "ain't", 'do not', 'does not', 'is not', "didn't", "haven't", "hasn't", 'hardly ever', 'not a fan of', 'not fond of', 'not keen on', 'not exactly a fan of',
      'no fan of', 'not big on', 'not a big fan of', 'not into', 'not crazy about', 'not a lover of', 'not wild about', "isn't about", 'not about', 'incomplete', 'nor', 'neither', 'nobody said', 'never said', 'not that i',
    ],
  ],
  [
    'en_no',
    ['no', 'nothin', 'nuthin', 'without', 'witout', 'wihtout', 'withuot', 'whitout', 'without the', 'none of that', 'none of this', 'none of those', 'nothing like', 'without any', 'w/o', 'nothing', 'none of', 'none of the', 'zero', 'sans', 'minus', 'minus the', 'free of', 'free from', 'devoid of', 'lacking', 'anything but', 'void of', 'no more', 'not a single', 'not one bit of', 'not any', "no one's", 'not even a trace of', 'not a trace of', 'not a hint of', 'not even a hint of', 'not one drop of', 'without even a hint of', 'without a hint of', 'without a trace of', 'no hint of', 'no trace of', 'not a drop of', 'except', 'except for', 'excluding', 'far from', 'opposite of', 'the opposite of', 'keep away from', 'away from'],
  ],
  [
    'en_refuse',
    [
      'avoid', 'avoiding', 'avoids', 'hate', 'hates', 'hating', 'hated', 'dislike', 'dislikes', 'disliked', 'despise', 'detest', 'loathe',
      'steer clear of', 'stay away from', 'allergic to', 'allergy to', 'tired of', 'sick of', 'bored of', 'bored with', 'bored by', 'say no to',
      'pass on', 'spare me', 'spare me the', 'refuse', 'reject', 'banish', 'ban', 'eliminate', 'remove', 'fed up with', 'veto', 'abhor',
      'put off by', 'turned off by', 'shun', 'keep clear of', "can't stand", 'cant stand', 'cannot stand', "can't bear", "can't tolerate",
      "can't deal with", "can't handle", "can't do", "can't wear", 'opposed to', 'averse to', 'against', 'afraid of', 'scared of', 'objection to',
      'objections to', 'object to', 'complain about', 'shy away from', 'bothered by', 'offended by', 'unhappy with', 'unhappy about', 'dislike of',
      'run from', 'turn down', 'turn away', 'keep out', 'lay off', 'never liked', 'a stranger to', 'over it with', 'had enough of', 'enough of',
    ],
  ],
  [
    'en_omit',
    [
      'skip', 'skip the', 'exclude', 'excludes', 'omit', 'drop the', 'ditch', 'ditch the', 'leave out', 'leave off', 'leaving out', 'hold the', 'lose the',
      'cut the', 'cut out', 'kill the', 'nix', 'nix the', 'forget the', 'forget about', 'live without', 'do without', 'be without', 'go without',
      'imagine life without', 'imagine it without', 'leave the house without', 'complete without', 'same without', 'the same without', 'work without',
      'function without', 'skimp on', 'imagine a scent without', 'picture it without', 'right without', 'whole without', 'happy without', 'survive without',
    ],
  ],
  [
    'en_mind',
    [
      'mind', 'hesitate', 'complain', 'complaining', 'wrong with', 'go wrong with', 'problem with', 'an issue with', 'issue with', 
      'upset', 'upset about', 'sad about', 'mad at', 'mad about', 'angry about', 'quarrel with', 'say no', 'disappointed', 'sorry', 
      'displeased', 'harm in', 'shy of', 
    ],
  ],
  ['en_but', ['but', 'however', 'though', 'although', 'yet', 'instead', 'except that', 'nevertheless', 'otherwise']],
  ['en_than', ['rather than', 'than', 'as opposed to', 'more so than', 'sooner than', 'compared to', 'compared with']],
  ['en_over', ['over', 'to']],
  ['en_instead', ['instead of', 'in place of', 'in lieu of', 'as a replacement for', 'not so much']],
  ['en_prefer', ['prefer', 'preferring', 'rather', 'rather have', 'choose', 'pick', 'favour', 'favor', 'preferably', 'sooner', 'any day', 'take']],
  [
    'en_reset',
    [
      'with', 'just', 'only', 'because', 'so', 'want', 'wanted', 'need', 'i want', 'i need', 'i like', 'i love', 'love', 'loves', 'for', 'give me', 'make it', 'something', 'think', 'please', 'maybe', 'while', 'still', 'then', 'also', 'plus', 'should',
      'looking for', 'go for', 'keep it', 'let it', 'make', 'keep', 'put', 'which', 'as long as', 'so long as', 'provided', 'provided that', 'i adore', 'adore', 'as well as', 'bring', 'use', 'add', 'when', 'where', 'if',
    ],
  ],
  [
    'en_pass',
    [
      'no thanks', 'no thank you', 'no no', 'nono', 'out of it', 'out of this', 'out of the mix', 'out of the formula', 'out please', 'hard pass', "i'll pass", 'ill pass', 'pass', 'nope', "isn't my thing", 'not my thing', "aren't my thing", "isn't for me", "aren't for me", 'not for me', 'is out', 'are out', 'is a no', 'is a no no', 'are a no', 'no go', 'is a no go', 'deal breaker', 'dealbreaker', 'is off the table', 'are off the table', 'turns me off', 'makes me sick', 'make me sick', 'makes me nauseous', 'makes me queasy', 'gives me a headache', 'give me a headache', 'gives me headaches', 'give me headaches',
      'gives me migraines', 'give me migraines', 'triggers my migraine', 'need not apply', 'not welcome', 'not allowed', 'not wanted', 'excluded', 'is banned', 'are banned', 'forbidden', "isn't my style", 'not my style', 'not my cup of tea', "isn't my cup of tea", "aren't my cup of tea", 'not invited', "isn't invited", "aren't welcome", "isn't welcome", 'can stay away', 'can stay home', 'left out', 'is not allowed', 'kept out', 'to be avoided', 'must go', 'makes me sneeze', 'makes me gag', 'make me gag', 'make me sneeze', 'not happening', 'makes my head hurt', 'smells bad to me', 'never again', 'is a turnoff', 'is a turn off', 'makes me ill', 'bothers me', 'put me off', 'puts me off', "don't agree with me", "doesn't agree with me", 'stays out', 'stay out', 'stays home',
    ],
  ],
  [
    'en_welcome',
    [
      "wouldn't hurt", "wouldn't go amiss", "wouldn't be unwelcome", "isn't unwelcome", 'not unwelcome', "aren't unwelcome", "wasn't unwelcome", "isn't bad", 'not bad', "aren't bad", "wouldn't be bad", 'is fine', 'are fine', 'would be fine', 'is ok', 'is okay', 'are okay', 'are ok', 'not a problem', "isn't a problem",
      "aren't a problem", 'is welcome', 'are welcome', 'would be welcome', 'can stay', 'fine by me', 'fine with me', 'okay with me', 'ok by me', "wouldn't be the worst", "isn't the worst", 'not the worst', 'not off limits', "isn't off limits", 'not out of the question', 'no problem at all', "isn't a dealbreaker", "aren't a dealbreaker", 'not a dealbreaker', "doesn't bother me", "don't bother me", "doesn't scare me", "don't scare me", "isn't the enemy", "doesn't hurt", "won't hurt", "can't hurt", 'never hurts', 'never hurt anyone', 'never hurt anybody', "wouldn't upset me", "wouldn't be a problem", 'not unpleasant', 'not a bad thing', "isn't a bad thing", 'acceptable', 'is acceptable', 'welcome too', 'tolerable',
    ],
  ],
  [
    'en_regret',
    ['would be a shame', 'would be sad', 'would be incomplete', "wouldn't be right", "wouldn't be complete", "wouldn't feel right", 'is a crime', 'would be a crime', 'is pointless', 'is unthinkable', 'feels empty', 'would feel empty', 'feels wrong', 'would feel wrong', 'is no perfume', "isn't a perfume", "isn't perfume to me", 'is incomplete', 'is a waste', 'would be a waste', 'would be wrong', "doesn't work", "isn't the same", "is not the same", 'would be boring', 'is boring', "isn't complete", 'is unimaginable', 'would break my heart', 'makes no sense', 'would be a mistake', 'is not an option', "isn't an option", 'would disappoint me', 'is meaningless', 'would be a pity'],
  ],
  ['en_swap', ['replace', 'replace the', 'swap', 'swap the', 'swap out', 'swap out the', 'substitute', 'trade', 'trade the', 'exchange', 'switch', 'switch from', 'move away from', 'change the']],
  [
    'en_others',
    ['everyone', 'everybody', 'most people', 'most women', 'most men', 'most perfumes', 'most fragrances', 'other people', 'used to', 'usually go for', 'all the others', 'the others', 'other brands', 'competitors', 'our competitors', 'last year', 'last season', 'the market', 'the shelves', 'my sister', 'my ex', 'while my', 'unlike', 'unlike my', 'unlike the', 'my current one', 'my current perfume', 'my old perfume', 'the old one', 'people say', 'they say', 'my coworkers'],
  ],
  ['en_must', ['is a must', 'are a must', 'a must', 'must have', 'essential', 'is essential', 'non negotiable', 'required', 'is required', 'mandatory', 'is key', 'indispensable']],
];

/** Phrases that look like grammar and say nothing of it. */
export const ENGLISH_NEUTRAL: readonly string[] = [
  'kind of', 'kinda', 'sort of', 'sorta', 'nothing else', 'all in all', 'what kind of', 'not to say', 'if any', 'no one',
  'no doubt', 'no matter', 'no problem', 'no idea', 'no longer', 'not sure', 'not only', 'not just', 'not merely', 'not simply', 'why not', 'if not', 'or not', 'whether or not', 'not necessarily', 'no wonder', 'no fuss', 'no nonsense', 'no limit', 'no need', 'never fails', 'never mind', 'nothing but', 'nothing beats', 'nothing better than', 'nothing says', 'nothing makes me happier than',
  "can't get enough of", 'cant get enough of', "couldn't get enough of", 'never get enough of', 'never enough', "can't go wrong with", 'cant go wrong with', "can't have too much", 'never too much', "can't have enough", 'not to mention', 'last but not least', "can't wait", "don't know", "i don't know", "don't worry", "can't decide", 'and more', 'once more', 'with respect', 'more or less', 'i mind my', 'take care', 'all over', 'over time', 'over and over', 'over the top', 'no less', 'nonetheless', 'just in case', "can't help but", "can't resist", 'cannot resist', 'impossible to resist', "wouldn't change", "don't ask", 'less than', 'under', 'more than', 'no more than', 'not more than', 'over under', 'no less than', 'as free as', 'feel free', 'free spirit', 'other than that', 'no brainer', "can't beat", "you can't beat", 'not yet', "hasn't yet", 'never know', 'no occasion', 'no particular', 'no special', 'not exceed', 'not exceeding', 'not above', 'not over', 'without breaking', "don't want to spend", "can't spend", "don't have", 'no budget', "can't afford", 'why no', 'no rush', "i'm not picky", 'not picky', 'no preference', "don't care", 'do not care',
];

export const ENGLISH_DEGREES: readonly (readonly [degree: Degree, phrases: readonly string[]])[] = [
  [
    'touch',
    [
      'touch of', 'a touch of', 'hint of', 'a hint of', 'hints of', 'whisper of', 'a whisper of', 'bit of', 'a bit of', 'a little', 'a little bit of', 'a tiny bit of', 'a wee bit of', 'a tad of', 'a tad', 'slightly', 'lightly', 'subtly', 'faintly', 'barely', 'barely there', 'trace of', 'a trace of', 'traces of', 'drop of', 'a drop of', 'dash of', 'a dash of', 'splash of',
      'a splash of', 'undertone of', 'undertones of', 'sprinkle of', 'a sprinkle of', 'pinch of', 'a pinch of', 'a suggestion of', 'suggestion of', 'a shadow of', 'a ghost of', 'ghost of', 'a breath of', 'a kiss of', 'kiss of', 'a wisp of', 'wisp of', 'a flicker of', 'a smidge of', 'smidge of', 'smidgen of', 'a smidgen of', 'a glimmer of', 'a note of background', 'nuance of', 'a nuance of', 'shade of', 'a slight', 'slight', 'some subtle', 'gently', 'vaguely', 'somewhat', 'background of',
      'dusting of', 'a dusting of', 'a light dusting of', 'light dusting of', 'a light hand with', 'a lick of', 'a flash of', 'a wink of', 'a squeeze of', 'a twist of', 'a drizzle of', 'a veil of', 'an echo of', 'echo of', 'a thread of', 'thread of', 'a spoonful of', 'a glimpse of', 'just a bit', 'a bit', 'little bit', 'very faint', 'very slight', 'ever so slightly', 'a dab of', 'dab of', 'the faintest', 'the slightest', 'the tiniest', 'tiny bit', 'tiny', 'subtle hint of', 'subtle touch of', 'subtle note of', 'softly', 'a soupcon of', 'a wash of', 'small amount of', 'a small dose of', 'a little of', 'little of', 'in the background', 'a murmur of', 'a fleck of', 'a rumour of', 'a rumor of', 'the merest', 'a mere',
    ],
  ],
  [
    'much',
    ['above all', 'very', 'really', 'super', 'extremely', 'lots of', 'a lot of', 'plenty of', 'tons of', 'heaps of', 'loads of', 'full of', 'packed with', 'loaded with', 'dominated by', 'mainly', 'mostly', 'primarily', 'predominantly', 'definitely', 'totally', 'truly', 'deeply', 'intensely', 'extra', 'all about', 'centered on', 'centred on', 'built around', 'bursting with', 'drenched in', 'overflowing with', 'a big dose of', 'big on', 'plenty', 'so much', 'strongly', 'heavily', 'unmistakably', 'boldly', 'quite', 'pretty', 'incredibly', 'utterly', 'rich in', 'more'],
  ],
  ['excess', ['too', 'too much', 'too many', 'overly', 'excessively', 'overpoweringly', 'an overdose of', 'overwhelmingly', 'sickeningly', 'sickly', 'aggressively', 'in your face', 'overdo it', 'overdo', 'overdoing', 'go overboard', 'go crazy', 'cloyingly', 'tooth achingly', 'way too', 'far too', 'unbearably', 'toothachingly', 'overdone', 'excessive', 'suffocatingly', 'overbearingly']],
  ['less', ['less', 'fewer', 'easy on', 'easy on the', 'go easy on', 'go easy on the', 'light on', 'light on the', 'low on', 'tone down', 'tone down the', 'dial down', 'dial down the', 'dial back', 'dial back the', 'cut back on', 'hold back on', 'ease up on', 'ease off', 'turn down the', 'a lighter hand with', 'take it easy on', 'take it easy on the', 'not heavy on']],
  ['particularly', ['particularly', 'especially', 'that', 'so', 'much', 'terribly', 'all that', 'exactly', 'particularly big on', 'necessarily', 'too heavy on', 'too heavy on the', 'heavy on', 'heavy on the', 'a lot', 'super']],
  ['at_all', ['at all', 'whatsoever', 'absolutely', 'even a little', 'in the least', 'even remotely', 'remotely', 'even slightly', 'in any way', 'ever', 'even']],
  ['hardly', ['hardly', 'scarcely', 'hardly any', 'almost no', 'barely any', 'next to no', 'little to no', 'very little']],
];

/** Nouns that stand for what describes them. `true`: they say "scent" by themselves. */
export const ENGLISH_HEADS: readonly (readonly [phrase: string, scent: boolean])[] = [
  ['scent', true], ['scents', true], ['scented', true], ['note', true], ['notes', true], ['fragrance', true], ['fragrances', true], ['perfume', true], ['perfumes', true], ['smell', true],
  ['smells', true], ['smelling', true], ['aroma', true], ['accord', true], ['accords', true], ['absolute', true], ['essence', true], ['essential oil', true], ['base', false], ['opening', false], ['drydown', true], ['dry down', true],
  ['top notes', true], ['base notes', true], ['heart notes', true], ['vibe', false], ['vibes', false], ['feel', false], ['feeling', false], ['character', false], ['side', false], ['stuff', false], ['thing', false], ['things', false], ['heart', false], ['top', false], ['tone', false], ['tones', false], ['undertones', false], ['facet', false], ['facets', false], ['family', false], ['type', false], ['style', false], ['bomb', false], ['overload', false], ['like', false], ['ish', false], ['twist', false], ['backbone', false], ['edge', false], ['trail', true], ['aromas', true], ['sillage', true],
];

/** Words between a negation and what it governs, or between the items of a list. */
export const ENGLISH_FILLERS = new Set([
  'a', 'an', 'the', 'any', 'some', 'of', 'that', 'this', 'those', 'these', 'my', 'your', 'its', 'it', 'to', 'be', 'being', 'want', 'wants', 'like', 'likes', 'too', 'so', 'in', 'for', 'as', 'at', 'all', 'me', 'i', 'is', 'are', 'smell', 'smells', 'smelling', 'have', 'has', 'having', 'into', 'kind', 'sort',
]);
