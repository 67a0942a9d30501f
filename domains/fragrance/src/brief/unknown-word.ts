import { CONJUNCTIONS } from './conjunctions.ts';
import type { Boundary, WordTraits } from './elements.ts';
import { endsInContrast } from './korean-endings.ts';
import { isKoreanFiller } from './korean-fillers.ts';

/** 같은, 처럼 as words of their own. */
const SIMILE = /^(?:같은|닮은|비슷한|연상되는|떠오르는)$/;
const AS_WELL = /^(?:물론|물론이고|물론이며|물론이거니와)$/;
/** 예전엔, 엄마는, 남들은: whose taste this clause tells, if it ends in a contrast. */
const OTHERS =
  /^(?:예전엔|예전에는|예전에|작년|지난번|지난|기존|원래|원래는|엄마는|언니는|남편은|남들은|남들|다들|친구는|친구들은|사람들은|요즘은 다들|옛날엔)$/;

/** A Hangul word that the lexicon does not know, with what is known of it all the same. */
export class UnknownWord implements WordTraits {
  readonly text: string;
  /** Of a conjunction. */
  readonly strength: Boundary['strength'] | undefined;
  readonly simile: boolean;
  readonly asWell: boolean;
  readonly others: boolean;
  readonly contrasting: boolean;
  readonly filler: boolean;

  constructor(text: string) {
    this.text = text;
    this.strength = CONJUNCTIONS.get(text);
    this.simile = SIMILE.test(text);
    this.asWell = AS_WELL.test(text);
    this.others = OTHERS.test(text);
    this.contrasting = endsInContrast(text);
    this.filler = isKoreanFiller(text);
  }
}
