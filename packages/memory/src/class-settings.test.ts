import { describe, expect, it } from 'vitest';
import { classesFrom } from './class-settings.ts';
import { DEFAULT_CLASSES } from './classes.ts';

describe('policies of classes', () => {
  it('are laid over those of the sources', () => {
    expect(classesFrom({})).toEqual(DEFAULT_CLASSES);
    const classes = classesFrom({
      chat: { store_raw: false },
      vault: { forgettable: true, ageing: [{ after_days: 1.5, action: 'summarize_pack' }] },
    });
    expect(classes['chat']).toEqual({ ...DEFAULT_CLASSES['chat'], storeRaw: false });
    expect(classes['vault']).toEqual({
      fidelity: 'lossless',
      storeRaw: true,
      ageing: [{ afterDays: 1.5, action: 'summarize_pack' }],
      encrypted: true,
      edgeOnly: false,
      forgettable: true,
    });
  });

  it.each([
    [[], 'classes'],
    [{ Chat: {} }, 'Chat'],
    [{ chat: { fidelty: 'lossless' } }, 'chat.fidelty'],
    [{ chat: { fidelity: 'some' } }, 'chat.fidelity'],
    [{ chat: { encrypted: 'no' } }, 'chat.encrypted'],
    [{ chat: { ageing: {} } }, 'chat.ageing'],
    [{ chat: { ageing: [{ after_days: 1, action: 'drop' }] } }, 'chat.ageing[0].action'],
    [{ chat: { ageing: [{ after_days: '1', action: 'summarize_pack' }] } }, 'chat.ageing[0].after_days'],
    [{ chat: { ageing: [{ after_days: -1, action: 'summarize_pack' }] } }, 'chat.ageing'],
    [{ chat: { forgettable: true } }, 'chat'],
    [{ pii: { encrypted: false } }, 'pii'],
    [JSON.parse('{"__proto__": {"fidelity": "lossless"}}'), '__proto__'],
  ])('are refused when they cannot be followed: %#', (value: unknown, field) => {
    expect(() => classesFrom(value)).toThrow(
      expect.objectContaining({ code: 'MEMORY_POLICY_INVALID', field }),
    );
  });
});
