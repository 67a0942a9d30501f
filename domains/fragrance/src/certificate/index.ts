/** What a formula is before the law, as data, as a table and to print. */
export { type Certificate, certificateOf, type Tables } from './certificate.ts';
export { certificateCsv } from './certificate-csv.ts';
export { certificatePage } from './certificate-page.ts';
