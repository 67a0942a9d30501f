import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8 from making the parts of requests in the old generation. It does so where many objects of one place in the
 * program outlived a collection, as those of requests under way in a burst do. Once such an object is dead it stays until
 * the old generation is collected, and keeps alive whatever it points to: the body, the headers, the reply. That was
 * half of what outlived a collection, though no request was under way any more.
 */
export function keepRequestsYoung(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
}
