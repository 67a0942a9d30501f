import type { StoryText } from './story.ts';

const orMoment = (figure: string | undefined): string => (figure === undefined ? '나중에' : `${figure} 뒤에`);
const left = (figure: string | undefined): string =>
  figure === undefined ? '' : ` 남은 시간은 ${figure}입니다.`;

export const storyKo: StoryText = {
  story: '순서대로 읽기',
  asked: (mode) => `‘${mode}’ 모드로 브리프를 요청했습니다.`,
  reason: {
    mode_as_asked: ({ mode, remaining, predictedTime }) =>
      `요청한 ‘${mode}’ 모드 그대로 처리했습니다.${
        predictedTime === undefined ? '' : ` 길어야 ${predictedTime}로 예상했습니다.`
      }${left(remaining)}`,
    mode_downshifted: ({ mode, asked, remaining }) =>
      `‘${asked}’ 대신 ‘${mode}’ 모드로 낮추었습니다.${left(remaining)}`,
    role_down: ({ mode, role, retryIn }) =>
      `‘${mode}’ 모드는 쓸 수 없었습니다. ${role} 엔진이 멈춰 있고, ${orMoment(retryIn)} 다시 시도합니다.`,
    too_little_time: ({ mode, predictedTime = '?', remaining = '?' }) =>
      `‘${mode}’ 모드는 쓸 수 없었습니다. 100번 중 95번은 ${predictedTime} 안에 끝나는데, 남은 시간이 ${remaining}였습니다.`,
    too_little_money: ({ mode, predictedCost = '?', remainingMoney = '?' }) =>
      `‘${mode}’ 모드는 쓸 수 없었습니다. 예상 비용은 ${predictedCost}인데, 남은 예산이 ${remainingMoney}였습니다.`,
    error_budget_spent: ({ mode, failedShare = '?', allowedShare = '?' }) =>
      `‘${mode}’ 모드는 쓸 수 없었습니다. 최근 실패율이 ${failedShare}로, 허용치 ${allowedShare}를 넘었습니다.`,
    process_lags: ({ mode, lag = '?', limit = '?' }) =>
      `‘${mode}’ 모드는 쓸 수 없었습니다. 처리가 ${lag} 밀려 있어, 허용치 ${limit}를 넘었습니다.`,
    engine_refused: ({ role, retryIn }) =>
      `${role} 엔진 하나는 쉬는 중이라 묻지 않았습니다. ${orMoment(retryIn)} 다시 시도합니다.`,
    engine_out_of_time: ({ role, remaining }) =>
      `${role} 엔진 하나는 시간이 모자라 묻지 않았습니다.${left(remaining)}`,
    engine_failed: ({ role, took, remaining }) =>
      `${role} 엔진 하나가 ${took === undefined ? '' : `${took} 만에 `}실패했습니다.${left(remaining)}`,
    fallback_engine: ({ role, remaining }) => `${role} 역할은 예비 엔진이 대신 답했습니다.${left(remaining)}`,
    role_replaced: ({ mode, role }) =>
      `${role} 모델 없이 ‘${mode}’ 모드로 이어 갔고, 그 자리는 규칙이 맡았습니다.`,
    kept_answer: () => '새로 만드는 대신 전에 보관한 답을 드렸습니다.',
    kept_answer_refused: () => '대신 드릴 만한 보관된 답이 없었습니다.',
    half_tokens: ({ remaining }) => `토큰을 절반으로 줄여 다시 시도했습니다.${left(remaining)}`,
    half_tokens_refused: ({ remaining, needed }) =>
      `토큰을 절반으로 줄인 재시도는 하지 않았습니다.${
        remaining === undefined || needed === undefined
          ? ''
          : ` ${needed}가 필요한데 ${remaining}가 남았습니다.`
      }`,
  },
  level: { memory: '메모리(L1)', sqlite: '디스크(L2)', redis: '레디스(L3)' },
  passed: {
    missed: (level) => `${level}에는 없었습니다.`,
    failed: (level) => `${level}에서 오류가 나 건너뛰었습니다.`,
    slow: (level) => `${level}에서 응답이 늦어 건너뛰었습니다.`,
    resting: (level) => `${level}에는 앞서 오류가 있어, 쉬게 두고 건너뛰었습니다.`,
    not_asked: (level) => `새 답을 요청해 ${level}에는 묻지 않았습니다.`,
  },
  hit: (level, age, saved) => `답은 ${level}에서 꺼냈습니다. ${age} 전에 만든 답이며, ${saved}를 아꼈습니다.`,
  similar: (level, similarity, bound) =>
    `비슷한 질문의 답을 ${level}에서 꺼냈습니다. ${similarity} 닮았고, 이런 답은 많아야 ${bound}가 틀립니다.`,
  similarChecked: '맞았는지 보려고 뒤에서 새로 만들고 있습니다.',
  similarFound: (similarity) =>
    `${similarity} 닮은 질문을 찾았습니다. 그 답은 주지 않고 새 답과 비교했습니다.`,
  similarRefused: (guard) => `비슷한 질문의 답은 쓰지 않았습니다: ${guard}.`,
  stale: '기한이 지난 답이라, 뒤에서 새로 만들고 있습니다.',
  stored: '다음에 쓰도록 새 답을 보관했습니다.',
  missed: '보관된 답이 없어 새로 만들었습니다.',
  notStored: '새 답은 보관하지 않았습니다.',
  joined: {
    process: '같은 요청을 이미 처리하고 있어, 그 답을 함께 받았습니다.',
    processes: '다른 프로세스가 같은 요청을 처리하고 있어, 그 답을 함께 받았습니다.',
  },
  bypassed: {
    disabled: '캐시가 꺼져 있어 묻지 않았습니다.',
    no_engine: '캐시에는 묻지 않았습니다. 규칙이 찾아보는 것보다 빠르게 답합니다.',
    not_reached: '캐시에 묻기 전에 요청이 끝났습니다.',
  },
  answered: (role, engine) => `${role} 역할은 ${engine} 엔진이 답했습니다.`,
  inPlace: '이 역할의 첫 엔진을 대신한 것입니다.',
  low: '신뢰도가 낮습니다. 모드가 쓰는 엔진 대신 예비 수단이 답했고, 이 답은 보관하지 않습니다.',
  took: (time, cost) => `걸린 시간은 ${time}, 든 비용은 ${cost}입니다.`,
  predicted: (time, cost) => `예상은 최대 ${time}, 비용 ${cost}였습니다.`,
  unpredicted: '아직 잰 것이 적어 예상한 값은 없습니다.',
  failedStep: (role) => `‘${role}’ 단계가 실패했습니다.`,
  banner: {
    low: '신뢰도가 낮은 브리프이니 살펴 써 주세요',
    changed: (asked, used) => `‘${asked}’ 모드를 요청했지만 ‘${used}’ 모드로 처리했습니다`,
  },
  axis: (total) => `0부터 ${total}까지의 시간`,
  from: (started) => `${started}부터`,
  step: '단계',
  when: '때',
  duration: '걸린 시간',
  refusedStep: '시작 안 함',
  marks: { caution: '주의', refused: '거절' },
  steps: { look_up: '캐시 조회' },
  role: { interpreter: '해석', validator: '검증', creative: '창의' },
};
