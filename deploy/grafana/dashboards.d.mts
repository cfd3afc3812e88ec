/** By the name of the file. */
export const dashboards: Record<string, object>;
