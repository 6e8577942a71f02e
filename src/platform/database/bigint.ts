import pg from 'pg';

/**
 * Epoch milliseconds and counts fit a double. drizzle asks the global parsers, so whatever opens connections
 * imports this.
 */
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
