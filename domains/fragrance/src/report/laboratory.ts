import { type DesignLaboratory, readDesignLaboratory } from '../design/index.ts';

/** Reads the tables when they are first asked for: who asks for no formula does not wait for them. */
export function openLaboratory(): () => DesignLaboratory {
  let open: DesignLaboratory | undefined;
  return () => {
    open ??= readDesignLaboratory();
    return open;
  };
}
