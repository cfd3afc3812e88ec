/** What became of the messages of one number in one hour, as counted when it happened and as stored now. */
export interface LedgerHour {
  numberId: string;
  /** ISO 8601, its beginning. */
  hour: string;
  /** `received` = `stored` + `duplicates` + `held`, and `stored` = `present` + `replaced` + `erased`; `difference` is how far that is from true. */
  received: {
    received: number;
    stored: number;
    duplicates: number;
    held: number;
    replaced: number;
    erased: number;
    present: number;
    difference: number;
  };
  /** `ordered` = `settled` + `unknown` + `failed` + `underWay` + `erased`. */
  sent: {
    ordered: number;
    settled: number;
    unknown: number;
    failed: number;
    underWay: number;
    erased: number;
    difference: number;
  };
}
