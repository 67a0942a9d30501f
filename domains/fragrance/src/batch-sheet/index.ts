/** What is weighed in for a batch and what it costs, as data, as a table and to print. */
export { type BatchOrder, type BatchSheet, batchSheetOf } from './batch-sheet.ts';
export { batchSheetCsv } from './batch-sheet-csv.ts';
export { batchSheetPage } from './batch-sheet-page.ts';
