// How long a step may take, in milliseconds: what takes longer never ends.

export const PATIENCE = 10_000;
