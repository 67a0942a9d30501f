import type { Language } from '@accord/contract';

/** Korean names of notes that briefs often name. Others are shown by their English name. */
const korean: Readonly<Record<string, string>> = Object.fromEntries(
  `almond 아몬드|amber 앰버|ambergris 앰버그리스|ambroxan 암브록산|anise 아니스|apple 사과|apricot 살구|bamboo 대나무|banana 바나나
basil 바질|bay leaf 월계수 잎|benzoin 벤조인|bergamot 베르가못|berry 베리|birch 자작나무|black pepper 후추|black tea 홍차
blackberry 블랙베리|blackcurrant 블랙커런트|blueberry 블루베리|butter 버터|camellia 동백|caramel 캐러멜|cardamom 카다멈
carnation 카네이션|cashmeran 캐시메란|castoreum 해리향|cedar 시더우드|chamomile 캐모마일|champagne 샴페인|cherry 체리
cherry blossom 벚꽃|chestnut 밤|chocolate 초콜릿|chrysanthemum 국화|cinnamon 시나몬|civet 시벳|clary sage 클라리 세이지|clove 정향
coconut 코코넛|coffee 커피|coriander 고수|cotton 면|cream 크림|cucumber 오이|cumin 큐민|cypress 사이프러스|earth 흙|eucalyptus 유칼립투스
fennel 펜넬|fig 무화과|fir 전나무|frangipani 프랜지파니|frankincense 프랑킨센스|freesia 프리지아|galbanum 갈바넘|gardenia 치자꽃
geranium 제라늄|ginger 생강|grape 포도|grapefruit 자몽|grass 풀|green apple 풋사과|green tea 녹차|hazelnut 헤이즐넛|heliotrope 헬리오트로프
hibiscus 히비스커스|hinoki 히노키|honey 꿀|honeysuckle 인동꽃|hyacinth 히아신스|incense 인센스|iris 아이리스|jasmine 재스민
juniper 주니퍼|kiwi 키위|labdanum 랍다넘|lavender 라벤더|leather 가죽|lemon 레몬|lemongrass 레몬그라스|licorice 감초|lilac 라일락
lily 백합|lily of the valley 은방울꽃|lime 라임|linen 리넨|lotus 연꽃|lychee 리치|magnolia 목련|mandarin 만다린|mango 망고
maple syrup 메이플 시럽|matcha 말차|melon 멜론|milk 우유|mimosa 미모사|mint 민트|moss 이끼|musk 머스크|myrrh 몰약|narcissus 수선화
neroli 네롤리|nutmeg 넛메그|oak 참나무|oakmoss 오크모스|orange 오렌지|orange blossom 오렌지꽃|orchid 난초|orris 오리스
osmanthus 금목서|oud 우드(침향)|palo santo 팔로산토|patchouli 패출리|peach 복숭아|pear 배|peony 작약|peppermint 페퍼민트|persimmon 감
petitgrain 페티그레인|petrichor 비 온 뒤 흙내|pine 소나무|pineapple 파인애플|pink pepper 핑크 페퍼|pistachio 피스타치오|plum 자두
plum blossom 매화|pomegranate 석류|raspberry 라즈베리|red berries 붉은 베리|rhubarb 루바브|rice 쌀|rose 장미|rosemary 로즈메리
rosewood 로즈우드|rum 럼|saffron 사프란|sage 세이지|sandalwood 샌달우드|sea salt 바다 소금|seaweed 해초|sesame 참깨|shiso 시소
smoke 연기|soap 비누|spearmint 스피어민트|strawberry 딸기|suede 스웨이드|sugar 설탕|sweet pea 스위트피|tangerine 귤|tea 차|thyme 타임
tobacco 담배|tomato leaf 토마토 잎|tonka bean 통카빈|tuberose 튜베로즈|tulip 튤립|vanilla 바닐라|verbena 버베나|vetiver 베티버|violet 제비꽃
violet leaf 제비꽃 잎|walnut 호두|water lily 수련|watermelon 수박|whiskey 위스키|white musk 화이트 머스크|white tea 백차|wine 와인
wisteria 등나무꽃|ylang ylang 일랑일랑|yuzu 유자|hallabong 한라봉|baby powder 베이비 파우더|hay 건초|mushroom 버섯|fern 고사리|ivy 아이비`
    .split(/[|\n]/)
    .map((line) => {
      const at = line.search(/ [가-힣]/);
      return [line.slice(0, at), line.slice(at + 1)];
    }),
);

export function noteName(note: string, language: Language): string {
  return (language === 'ko' ? korean[note] : undefined) ?? note;
}
