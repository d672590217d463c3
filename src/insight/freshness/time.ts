/** Instants in this room are epoch milliseconds and rates are per hour: a look is planned in microseconds. */
export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour
