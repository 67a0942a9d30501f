import type { ModesReply } from '@accord/contract';

export type ModeReport = ModesReply['modes'][number];
