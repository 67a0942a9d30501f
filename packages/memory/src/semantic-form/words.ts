const setOf = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/));

/** What grammar needs and a reader of headlines does not: articles, pronouns, auxiliaries, relations, and what only fills. */
const FUNCTION_WORDS = setOf(
  `a about above after all also although am among an and another any anyway are around as at be became because been before being below
  beside besides between both but by came can come comes could did do does doing done down during each either else enough even ever every
  few for from further furthermore get gets getting go goes going gone got had has have having he hence her here hers him his how however
  i if in indeed instead into is it its itself just keep keeps kept let lets like likely look looks lot lots made make makes making many
  may maybe me might mine more moreover most mostly much must my myself now of off often on once only onto or other others otherwise our
  ours out over own particular per perhaps please possible put quite rather really recently regarding said same say says seem seems shall
  she should simply since so some something sometimes somewhat soon still such take takes than thank thanks that the their theirs them
  themselves then there therefore these they thing things this those though through throughout thus to together too toward towards under
  until up upon us use used useful uses using usually various very via want wants was way ways we well went were what whatever when whenever
  where whereas whether which while who whole whom whose why will with within would yes yet you your yours yourself
  async await const let var
  그 이 저 그런 이런 저런 것 것은 것이 것을 거 수 때 때문에 등 및 또 또는 또한 그리고 그래서 그러나 그런데 그러면 그러므로 하지만 따라서 즉 혹은 매우 아주 정말
  너무 참 꽤 좀 조금 더 덜 가장 다 모두 그냥 바로 이미 다시 아마 역시 특히 주로 보통 대체로 물론 혹시 만약 있는 있다 있습니다 있어요 있고 하는 하고 한다 합니다 해요 했다
  했습니다 되는 되고 된다 됩니다 대한 대해 대해서 위한 위해 위해서 통해 통한 따라 따른 관한 의한 의해`,
);
const CONTRACTED = /['’](?:s|re|ve|ll|d|m)$/u;
/** Says how what stands beside it belong together, or under which condition one of them holds. */
const RELATIONS = setOf(
  `after and as at before below between by during for from if in into on or over per since than through to under until via when while
  with within may 및 또는 혹은`,
);
/** Without it, what follows would be said without reserve. */
const CONDITIONS = setOf('if must only unless');
/** Words that open a sentence with a capital without being names, besides function words. */
const OPENERS = setOf(
  `additionally again alternatively always anybody anyone basically briefly certainly clearly commonly consequently conversely currently
  directly easily effectively entirely essentially eventually everybody everyone exactly except explicitly finally first frequently fully
  generally hopefully immediately implicitly importantly initially internally lastly likewise meanwhile namely naturally neither never
  nevertheless no none nor normally not notably nothing obviously occasionally one optionally originally partially particularly people
  possibly potentially practically presumably previously primarily probably properly quickly rarely relatively roughly secondly separately
  significantly similarly slightly slowly somebody someone specifically strictly subsequently suddenly surely technically three
  traditionally truly two typically ultimately unfortunately unless unlike without`,
);
/** The same of verbs, which tell someone to do something or say what something does. */
const VERBS = setOf(
  `accept access add adjust allow append apply ask assign assume attach avoid become begin bind bring build calculate call cause change check
  choose clean clear close collect combine come compare compile compute configure connect consider contain continue control convert copy
  create decide declare define delete depend describe destroy detect determine disable display do download draw emit enable encode ensure
  enter evaluate exclude execute exist expand expect explain expose extend extract fail fetch fill filter find finish fix follow force format
  generate get give go handle have help hold ignore imagine implement import improve include increase indicate inform initialize insert
  inspect install invoke join keep know lack learn leave limit list listen load log look make manage match mean measure merge modify move
  need notice obtain occur offer open optimize output override parse pass perform pick prefer prepare prevent print process produce provide
  publish put raise receive record reduce refer reject release remember remove render repeat replace report represent request require
  reset resolve respond restore return reuse run save say scan search see select send serve set show skip sort specify split start stop store
  submit suggest support suppose switch take tell test throw transform trigger try turn understand update upgrade use validate verify visit
  wait want watch work wrap write`,
);

/** Also with what is contracted into it: "you'll". */
export const isFunctionWord = (word: string): boolean =>
  FUNCTION_WORDS.has(word.toLowerCase().replace(CONTRACTED, ''));
export const isCondition = (word: string): boolean => CONDITIONS.has(word.toLowerCase());
export const isRelation = (word: string): boolean => RELATIONS.has(word.toLowerCase());

/** These are names as well: Will, May, and the language Go. */
const ALSO_NAMES = setOf('will may go');

/** A word of which it is sure that a capital at the start of a sentence makes no name of it. */
export function isPlainOpener(word: string): boolean {
  const low = word.toLowerCase();
  if (ALSO_NAMES.has(low)) return false;
  return isFunctionWord(low) || OPENERS.has(low) || stemsOf(low).some((stem) => VERBS.has(stem));
}

/** What a verb may be the -s, -ed or -ing of. */
function stemsOf(word: string): string[] {
  const ending = /(?:ies|ied|es|s|ed|d|ing)$/u.exec(word)?.[0];
  if (ending === undefined) return [word];
  const stem = word.slice(0, -ending.length);
  const last = stem.at(-1) ?? '';
  const undoubled = stem.endsWith(last + last) ? [stem.slice(0, -1)] : [];
  return [word, stem, `${stem}e`, `${stem}y`, ...undoubled];
}
