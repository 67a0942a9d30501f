export { describeRateLimiter, limitedAccount, type OpenLimiter } from './testing/rate-limiter.ts';
