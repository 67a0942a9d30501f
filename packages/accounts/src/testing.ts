export { describeRateLimiter, limitedAccount, type OpenLimiter } from './limits/testing.ts';
