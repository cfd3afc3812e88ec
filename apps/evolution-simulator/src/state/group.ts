/** A group that the instance's number is a member of. */
export interface Group {
  id: string;
  subject: string;
  /** Unix seconds. */
  creation: number;
  /** Phones of the members besides the company's own number. */
  members: string[];
}
